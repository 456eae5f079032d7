using System.Net;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

/// <summary>One torrent and what it says, for tests of single rules. Time stands still unless a test moves it.</summary>
internal sealed class CoreStage
{
    private readonly List<TorrentOutput> _outputs = [];
    private int _peers;

    public CoreStage(
        int pieces = 8, int blocksPerPiece = 4, TorrentOptions? options = null, PieceSet? have = null, byte[]? priorities = null, ulong seed = 1)
    {
        Geometry = new TorrentGeometry((long)pieces * blocksPerPiece * TorrentGeometry.BlockSize, blocksPerPiece * TorrentGeometry.BlockSize);
        Core = new TorrentCore(Geometry, have ?? new PieceSet(pieces), priorities, options ?? new TorrentOptions(), seed);
    }

    public TorrentGeometry Geometry { get; }
    public TorrentCore Core { get; }
    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>What the last call said.</summary>
    public IReadOnlyList<TorrentOutput> Said => _outputs;

    public IReadOnlyList<TorrentOutput> Tell(TorrentInput input)
    {
        _outputs.Clear();
        Core.Handle(input, Now, _outputs);
        return _outputs;
    }

    public List<TorrentOutput> Tick(double seconds = 1)
    {
        List<TorrentOutput> all = [];
        for (var left = seconds; left > 0; left -= 1)
        {
            Now += TimeSpan.FromSeconds(Math.Min(1, left));
            all.AddRange(Tell(TorrentInput.Tick()));
        }

        return all;
    }

    public PeerHandle Join(bool fast = true, int maxRequests = 0)
    {
        var peer = new PeerHandle(++_peers);
        Tell(TorrentInput.PeerJoined(peer, new PeerTraits(new IPEndPoint(new IPAddress([10, 0, (byte)(_peers >> 8), (byte)_peers]), 6881), false, fast, maxRequests)));
        return peer;
    }

    /// <summary>A peer with all pieces that lets us download.</summary>
    public (PeerHandle Peer, List<BlockAddress> Asked) JoinSeed(bool fast = true, int maxRequests = 0)
    {
        var peer = Join(fast, maxRequests);
        Tell(TorrentInput.PeerHasAll(peer));
        return (peer, Asked(Tell(TorrentInput.PeerUnchoked(peer)), peer));
    }

    public PeerHandle JoinWith(bool fast, params int[] pieces)
    {
        var peer = Join(fast);
        Tell(TorrentInput.PeerHasPieces(peer, SetOf(pieces)));
        return peer;
    }

    public PieceSet SetOf(params int[] pieces)
    {
        var set = new PieceSet(Geometry.PieceCount);
        foreach (var piece in pieces) set.Add(Geometry.Piece(piece));
        return set;
    }

    public BlockAddress Block(int piece, int block) => Geometry.Block(Geometry.Piece(piece), block);

    public static List<BlockAddress> Asked(IEnumerable<TorrentOutput> outputs, PeerHandle peer) =>
        [.. outputs.Where(o => o.Kind == TorrentOutputKind.SendRequest && o.Peer == peer).Select(o => o.Block)];

    public int Count(TorrentOutputKind kind) => _outputs.Count(o => o.Kind == kind);
    public bool HasSaid(TorrentOutput output) => _outputs.Contains(output);

    /// <summary>The peer brings all it is asked for, and all pieces are right, until nothing more is asked of it.</summary>
    public List<TorrentOutput> Deliver(PeerHandle peer, IEnumerable<BlockAddress> asked)
    {
        List<TorrentOutput> all = [];
        var queue = new Queue<BlockAddress>(asked);
        while (queue.TryDequeue(out var block))
        {
            List<TorrentOutput> said = [.. Tell(TorrentInput.BlockArrived(peer, block))];
            foreach (var verify in said.Where(o => o.Kind == TorrentOutputKind.VerifyPiece).ToList())
                said.AddRange(Tell(TorrentInput.PieceVerified(verify.Piece, verify.WantsBlockDigests ? new ulong[Geometry.BlocksIn(verify.Piece)] : null)));
            Asked(said, peer).ForEach(queue.Enqueue);
            all.AddRange(said);
        }

        return all;
    }
}
