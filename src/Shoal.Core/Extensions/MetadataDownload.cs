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

    /// <summary>How long a peer may leave a request unanswered.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>After this long another peer is asked for the same block as well.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    /// <summary>How long a peer is left alone after a reject or a timeout; doubles up to <see cref="BackOffMax"/>.</summary>
    private static readonly TimeSpan BackOffMin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromMinutes(10);

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
        Forget(source);
        return true;
    }

    public void RemovePeer(PeerHandle peer)
    {
        if (_sources.Remove(peer, out var source)) Forget(source);
    }

    /// <summary>Says what to ask whom. Call it when a peer was added, after each message, and every second or so.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="requests">Requests to send are appended.</param>
    public void Ask(TimeSpan now, List<MetadataRequest> requests)
    {
        if (Info is not null) return;
        foreach (var source in _sources.Values) Expire(source, now);
        if (_attempt is null || now >= _attempt.Deadline || IsStuck(_attempt, now)) Begin(now);
        if (_attempt is not { } attempt) return;
        foreach (var (peer, source) in _sources)
        {
            if (!IsAskable(peer, source, attempt, now)) continue;
            while (source.AskedAt.Count < MaxRequestsPerPeer && attempt.TryPick(now, AskAgainAfter, source.AskedAt, out var block))
            {
                source.AskedAt[block] = now;
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
        if (_attempt is not { } attempt || Info is not null) return MetadataProgress.Ignored;
        if (!_sources.TryGetValue(peer, out var source) || !source.AskedAt.Remove(message.Piece)) return MetadataProgress.Ignored;
        if (message.Kind == MetadataMessageKind.Reject)
        {
            attempt.Release(message.Piece);
            source.BackOff(now);
            return MetadataProgress.Taken;
        }

        if (message.Kind != MetadataMessageKind.Data) return MetadataProgress.Ignored;
        if (message.TotalBytes != source.ClaimedBytes || message.Data.Length != attempt.LengthOf(message.Piece))
        {
            Condemn(peer, liars);
            return MetadataProgress.Ignored;
        }

        if (attempt.Has(message.Piece)) return MetadataProgress.Ignored;
        attempt.Store(message.Piece, message.Data, peer);
        return attempt.IsWhole ? Conclude(attempt, liars) : MetadataProgress.Taken;
    }

    private MetadataProgress Conclude(MetadataAttempt attempt, List<PeerHandle> liars)
    {
        End(attempt);
        if (attempt.Verify(names) is { } info)
        {
            Info = info;
            foreach (var giver in _evidence.Where(e => !Matches(info, e.Block, e.Digest)).Select(e => e.Giver).Distinct().ToList())
                Condemn(giver, liars);
            return MetadataProgress.Complete;
        }

        _failedTries[attempt.TotalBytes] = _failedTries.GetValueOrDefault(attempt.TotalBytes) + 1;
        var givers = attempt.Givers();
        if (givers.Count == 1)
        {
            Condemn(givers.First(), liars);
            return MetadataProgress.Mismatch;
        }

        _isSpoiled = true;
        if (_evidence.Count + attempt.BlockCount <= MaxEvidence) _evidence.AddRange(attempt.Evidence());
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
            _failedTries[late.TotalBytes] = _failedTries.GetValueOrDefault(late.TotalBytes) + 1;
            if (late.OnlyPeer is { } slow && _sources.TryGetValue(slow, out var source)) source.BackOff(now);
        }

        var ready = _sources.Where(s => now >= s.Value.NotBefore).ToList();
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

    private void End(MetadataAttempt attempt)
    {
        if (_attempt == attempt) _attempt = null;
        foreach (var source in _sources.Values) source.AskedAt.Clear();
    }

    // Nobody is being waited for, and nobody of this try can be asked.
    private bool IsStuck(MetadataAttempt attempt, TimeSpan now) =>
        !_sources.Any(s => s.Value.AskedAt.Count > 0 || IsAskable(s.Key, s.Value, attempt, now));

    private static bool IsAskable(PeerHandle peer, Source source, MetadataAttempt attempt, TimeSpan now) =>
        source.ClaimedBytes == attempt.TotalBytes && now >= source.NotBefore && (attempt.OnlyPeer ?? peer) == peer;

    private void Expire(Source source, TimeSpan now)
    {
        if (!source.AskedAt.Values.Any(at => now - at >= RequestTimeout)) return;
        Forget(source);
        source.BackOff(now);
    }

    private void Condemn(PeerHandle peer, List<PeerHandle> liars)
    {
        RemovePeer(peer);
        if (_liars.Add(peer)) liars.Add(peer);
    }

    private void Forget(Source source)
    {
        foreach (var block in source.AskedAt.Keys) _attempt?.Release(block);
        source.AskedAt.Clear();
    }

    private sealed class Source
    {
        private TimeSpan _backOff = BackOffMin;

        public int ClaimedBytes { get; set; }

        /// <summary>Requests that were sent and not answered, by block.</summary>
        public Dictionary<int, TimeSpan> AskedAt { get; } = [];

        public TimeSpan NotBefore { get; private set; }
        public int Tries { get; set; }

        public void BackOff(TimeSpan now)
        {
            NotBefore = now + _backOff;
            _backOff = _backOff * 2 > BackOffMax ? BackOffMax : _backOff * 2;
        }
    }
}
