using System.Net;
using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Finds who sent a wrong block (threats row 28) and accuses nobody else.</summary>
/// <remarks>
/// A wrong piece of one author needs no proof. Otherwise who brought each block, and what it was, is kept until the piece
/// passes: whoever's block was not what it should have been lied. Meanwhile all who had a hand in it are on parole: they get pieces alone.
/// </remarks>
internal sealed class Blame(PeerTable peers)
{
    /// <summary>Wrong pieces whose blocks are remembered, and those blocks in all. Further ones are fetched again without evidence.</summary>
    public const int MaxAttempts = 256;
    public const int MaxBlocks = 1 << 18;

    /// <summary>Peers gone whose address is remembered.</summary>
    public const int MaxDeparted = 256;

    private readonly List<Attempt> _attempts = [];
    private readonly Queue<(int Handle, IPEndPoint Address)> _departed = new();
    private readonly Dictionary<int, IPEndPoint> _contributors = [];
    private readonly HashSet<int> _banned = [];
    private int _blocks;

    /// <summary>The piece was wrong before: its verdict must bring digests.</summary>
    public bool HasEvidence(int piece)
    {
        if (_attempts.Count == 0) return false;
        foreach (var attempt in _attempts)
        {
            if (attempt.Piece == piece) return true;
        }

        return false;
    }

    /// <summary>The piece is wrong.</summary>
    public void Failed(PartialPiece partial, ulong[] digests, List<TorrentOutput> outputs)
    {
        var authors = new int[partial.BlockCount];
        for (var i = 0; i < authors.Length; i++) authors[i] = partial.Blocks[i].Contributor;
        if (authors.AsSpan().ContainsAnyExcept(authors[0]))
        {
            int[] suspects = [.. authors.Distinct()];
            var isExplained = suspects.Any(_banned.Contains);
            foreach (var suspect in suspects) Suspect(suspect, isOnParole: !isExplained);
            if (_attempts.Count == MaxAttempts || _blocks + authors.Length > MaxBlocks || digests.Length != authors.Length) return;
            _attempts.Add(new Attempt(partial.Index.Value, digests, authors, suspects));
            _blocks += authors.Length;
        }
        else
        {
            Suspect(authors[0], isOnParole: false);
            Ban(authors[0], outputs);
        }
    }

    /// <summary>The piece is right: everybody's earlier blocks are held against these.</summary>
    public void Passed(PartialPiece partial, ulong[]? digests, List<TorrentOutput> outputs)
    {
        if (partial.IsExclusive && partial.Owner is { IsOnParole: true } owner && IsBy(owner, partial)) owner.IsOnParole = false;
        if (_attempts.Count == 0) return;
        for (var i = _attempts.Count - 1; i >= 0; i--)
        {
            var attempt = _attempts[i];
            if (attempt.Piece != partial.Index.Value) continue;
            if (digests is not null && digests.Length == attempt.Digests.Length) Compare(attempt, digests, outputs);
            _attempts.RemoveAt(i);
            _blocks -= attempt.Authors.Length;
            foreach (var suspect in attempt.Suspects) Acquit(suspect);
        }
    }

    /// <summary>Remembers where the peer was, for what it left behind in pieces may prove wrong yet.</summary>
    public void Left(TorrentPeer peer)
    {
        if (peer.Download.TotalBytes == 0) return;
        if (_departed.Count == MaxDeparted) _departed.Dequeue();
        _departed.Enqueue((peer.Handle.Value, peer.Traits.Address));
    }

    private void Compare(Attempt attempt, ulong[] right, List<TorrentOutput> outputs)
    {
        for (var block = 0; block < right.Length; block++)
        {
            if (attempt.Digests[block] != right[block]) Ban(attempt.Authors[block], outputs);
        }
    }

    private void Suspect(int author, bool isOnParole)
    {
        if (peers.TryGet(new PeerHandle(author), out var peer))
        {
            if (isOnParole) peer.IsOnParole = true;
            _contributors[author] = peer.Traits.Address;
            return;
        }

        foreach (var departed in _departed)
        {
            if (departed.Handle == author) _contributors[author] = departed.Address;
        }
    }

    private void Acquit(int author)
    {
        foreach (var attempt in _attempts)
        {
            if (attempt.Suspects.AsSpan().Contains(author)) return;
        }

        _contributors.Remove(author);
        if (peers.TryGet(new PeerHandle(author), out var peer)) peer.IsOnParole = false;
    }

    private void Ban(int author, List<TorrentOutput> outputs)
    {
        // One that left too long ago has no address here; it starts from nothing if it comes again.
        if (!_contributors.TryGetValue(author, out var address) || !_banned.Add(author)) return;
        outputs.Add(TorrentOutput.BanPeer(new PeerHandle(author), address, DropReason.SentCorruptData));
    }

    private static bool IsBy(TorrentPeer owner, PartialPiece partial)
    {
        foreach (var block in partial.Blocks)
        {
            if (block.Contributor != owner.Handle.Value) return false;
        }

        return true;
    }

    private sealed record Attempt(int Piece, ulong[] Digests, int[] Authors, int[] Suspects);
}
