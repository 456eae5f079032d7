using System.Security.Cryptography;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;

namespace Shoal.Core.Extensions;

/// <summary>Gets the info dictionary of a magnet link from peers nobody trusts (BEP 9).</summary>
/// <remarks>
/// Only the whole can be checked, so one liar spoils everybody's work. A first try asks all peers that claim the same length. When its hash is
/// wrong and one peer gave it all, that peer is the liar; else further tries ask one peer each, and once the truth is known, everyone whose
/// blocks differed from it is named. Lengths take turns, so that a false one cannot keep out the true one.
/// Connections tell it what happened; it never does anything by itself.
/// </remarks>
/// <param name="names">What the magnet link said: all of them must agree with what comes.</param>
public sealed class MetadataDownload(InfoHashes names)
{
    /// <summary>Longest info dictionary taken, in bytes: 30 MiB (threats row 18).</summary>
    public const int MaxMetadataBytes = 30 << 20;

    /// <summary>Requests open to one peer.</summary>
    public const int MaxRequestsPerPeer = 4;

    /// <summary>Blocks of failed tries that are remembered for the blame.</summary>
    private const int MaxEvidence = 4 * MaxMetadataBytes / MetadataMessage.BlockSize;

    private readonly Dictionary<PeerHandle, Source> _sources = [];
    private readonly Dictionary<int, int> _failedTries = [];
    private readonly List<(PeerHandle Giver, int Block, Sha256Hash Digest)> _evidence = [];
    private readonly HashSet<PeerHandle> _liars = [];
    private MetadataAttempt? _attempt;
    private bool _isSpoiled;

    /// <summary>The info dictionary once it is complete.</summary>
    public ReadOnlyMemory<byte>? Info { get; private set; }

    /// <summary>Length of the info dictionary that is being tried, in bytes; 0 before the first try.</summary>
    public int TotalBytes => _attempt?.TotalBytes ?? 0;

    /// <summary>A peer speaks ut_metadata and says how long the info dictionary is; may be told again when it says so again.</summary>
    /// <returns>False when no info dictionary is of that length, or it has lied: the peer is not asked.</returns>
    public bool TryAddPeer(PeerHandle peer, long claimedBytes)
    {
        if (claimedBytes is < 1 or > MaxMetadataBytes || _liars.Contains(peer))
        {
            RemovePeer(peer);
            return false;
        }

        if (!_sources.TryGetValue(peer, out var source)) _sources[peer] = source = new Source();
        if (source.ClaimedBytes == claimedBytes) return true;
        source.ClaimedBytes = (int)claimedBytes;
        source.Asked.TakeBack(_attempt?.Board);
        return true;
    }

    public void RemovePeer(PeerHandle peer)
    {
        if (_sources.Remove(peer, out var source)) source.Asked.TakeBack(_attempt?.Board);
    }

    /// <summary>Says what to ask whom. Call it when a peer was added, after each message, and every second or so.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="requests">Requests to send are appended.</param>
    public void Ask(TimeSpan now, List<MetadataRequest> requests)
    {
        if (Info is not null) return;
        foreach (var source in _sources.Values) Expire(source.Asked, now);
        if (_attempt is null || now >= _attempt.Deadline || IsStuck(_attempt, now)) Begin(now);
        if (_attempt is not { } attempt) return;
        foreach (var (peer, source) in _sources)
        {
            if (!IsAskable(peer, source, attempt, now)) continue;
            while (source.Asked.OpenRequests < MaxRequestsPerPeer && attempt.Board.TryPick(now, source.Asked, out var block))
            {
                source.Asked.Ask(block, now);
                requests.Add(new(peer, block));
            }
        }
    }

    /// <summary>A peer answered: with a block or with a refusal.</summary>
    /// <param name="peer">Who.</param>
    /// <param name="message">Of the kind data or reject; others are ignored.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="liars">Peers proven to have sent wrong bytes are appended: ban them.</param>
    public MetadataProgress Receive(PeerHandle peer, in MetadataMessage message, TimeSpan now, List<PeerHandle> liars)
    {
        if (message.Kind is not (MetadataMessageKind.Data or MetadataMessageKind.Reject)) return MetadataProgress.Ignored;
        if (_attempt is not { } attempt || !_sources.TryGetValue(peer, out var source)) return MetadataProgress.Ignored;
        if (!source.Asked.TryAnswer(message.Piece)) return MetadataProgress.Ignored;
        if (message.Kind == MetadataMessageKind.Reject)
        {
            attempt.Board.Release(message.Piece);
            source.Asked.BackOff(now);
            return MetadataProgress.Taken;
        }

        if (message.TotalBytes != source.ClaimedBytes || message.Data.Length != attempt.LengthOf(message.Piece))
        {
            attempt.Board.Release(message.Piece);
            Condemn(peer, liars);
            return MetadataProgress.Ignored;
        }

        if (attempt.Board.Has(message.Piece)) return MetadataProgress.Ignored;
        attempt.Store(message.Piece, message.Data, peer);
        return attempt.Board.IsWhole ? Conclude(attempt, liars) : MetadataProgress.Taken;
    }

    private MetadataProgress Conclude(MetadataAttempt attempt, List<PeerHandle> liars)
    {
        End(attempt);
        if (attempt.Verify(names) is { } info)
        {
            Info = info;
            foreach (var (giver, block, digest) in _evidence)
                if (!Matches(info, block, digest)) Condemn(giver, liars);
            return MetadataProgress.Complete;
        }

        var givers = attempt.Givers();
        if (givers.Count == 1)
        {
            Condemn(givers.First(), liars);
            return MetadataProgress.Mismatch;
        }

        _isSpoiled = true;
        if (_evidence.Count + attempt.Board.Count <= MaxEvidence) _evidence.AddRange(attempt.Evidence());
        return MetadataProgress.Mismatch;
    }

    private static bool Matches(byte[] info, int block, Sha256Hash digest)
    {
        var offset = block * MetadataMessage.BlockSize;
        if (offset >= info.Length) return false;
        return digest == new Sha256Hash(SHA256.HashData(info.AsSpan(offset, Math.Min(MetadataMessage.BlockSize, info.Length - offset))));
    }

    private void Begin(TimeSpan now)
    {
        if (_attempt is { } late)
        {
            End(late);
            if (late.OnlyPeer is { } slow && _sources.TryGetValue(slow, out var source)) source.Asked.BackOff(now);
        }

        var ready = _sources.Where(s => s.Value.Asked.IsReady(now)).ToList();
        if (ready.Count == 0) return;
        var totalBytes = ready.GroupBy(s => s.Value.ClaimedBytes)
            .OrderBy(g => _failedTries.GetValueOrDefault(g.Key)).ThenByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;

        PeerHandle? onlyPeer = null;
        if (_isSpoiled)
        {
            var chosen = ready.Where(s => s.Value.ClaimedBytes == totalBytes).MinBy(s => s.Value.Tries);
            chosen.Value.Tries++;
            onlyPeer = chosen.Key;
        }

        _attempt = new MetadataAttempt(totalBytes, onlyPeer, now + TimeSpan.FromSeconds(60 + totalBytes / (64 << 10)));
    }

    // Counts as failed until it turns out otherwise: then nothing is tried any more.
    private void End(MetadataAttempt attempt)
    {
        _attempt = null;
        _failedTries[attempt.TotalBytes] = _failedTries.GetValueOrDefault(attempt.TotalBytes) + 1;
        foreach (var source in _sources.Values) source.Asked.TakeBack(null);
    }

    // Nobody is being waited for, and nobody of this try can be asked.
    private bool IsStuck(MetadataAttempt attempt, TimeSpan now) =>
        !_sources.Any(s => s.Value.Asked.OpenRequests > 0 || IsAskable(s.Key, s.Value, attempt, now));

    private static bool IsAskable(PeerHandle peer, Source source, MetadataAttempt attempt, TimeSpan now) =>
        source.ClaimedBytes == attempt.TotalBytes && source.Asked.IsReady(now) && (attempt.OnlyPeer ?? peer) == peer;

    private void Expire(AskedPeer asked, TimeSpan now)
    {
        if (!asked.IsLate(now)) return;
        asked.TakeBack(_attempt?.Board);
        asked.BackOff(now);
    }

    private void Condemn(PeerHandle peer, List<PeerHandle> liars)
    {
        RemovePeer(peer);
        if (_liars.Add(peer)) liars.Add(peer);
    }

    private sealed class Source
    {
        public int ClaimedBytes { get; set; }
        public AskedPeer Asked { get; } = new();
        public int Tries { get; set; }
    }
}
