using System.Net;
using BenchmarkDotNet.Attributes;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Benchmarks;

/// <summary>What the rules cost a block: it arrives, is counted, and the peer is asked for another one; pieces are verified at once.</summary>
/// <remarks>Budget: at most 500 ns a block with eight peers (2 million blocks a second, 32 GB/s), 0 bytes allocated a block.</remarks>
public class Picking
{
    private const int Delivered = 100_000;
    private const int BlocksPerPiece = 64;
    private const int Pieces = 4 * Delivered / BlocksPerPiece;
    private readonly List<TorrentOutput> _outputs = new(65_536);
    private readonly Queue<BlockAddress>[] _asked = [.. Enumerable.Range(0, 200).Select(_ => new Queue<BlockAddress>(4_096))];
    private TorrentCore? _core;
    private int _next;

    /// <summary>Peers that have everything and answer in order.</summary>
    [Params(8, 200)]
    public int Peers { get; set; }

    [IterationSetup]
    public void SetUp()
    {
        var geometry = new TorrentGeometry((long)Pieces * BlocksPerPiece * TorrentGeometry.BlockSize, BlocksPerPiece * TorrentGeometry.BlockSize);
        _core = new TorrentCore(geometry, new PieceSet(Pieces), null, new TorrentOptions(), 1);
        for (var i = 1; i <= Peers; i++)
        {
            _asked[i - 1].Clear();
            var peer = new PeerHandle(i);
            var address = new IPEndPoint(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 6881);
            Tell(TorrentInput.PeerJoined(peer, new PeerTraits(address, false, true, 2_000)));
            Tell(TorrentInput.PeerHasAll(peer));
            Tell(TorrentInput.PeerUnchoked(peer));
        }

        Deliver(Delivered / 2);
    }

    [Benchmark(OperationsPerInvoke = Delivered)]
    public void Block() => Deliver(Delivered);

    private void Deliver(int count)
    {
        for (var delivered = 0; delivered < count;)
        {
            var peer = _next++ % Peers;
            if (!_asked[peer].TryDequeue(out var block)) continue;
            delivered++;
            Tell(TorrentInput.BlockArrived(new PeerHandle(peer + 1), block));
        }
    }

    private void Tell(in TorrentInput input)
    {
        var from = _outputs.Count;
        _core!.Handle(input, TimeSpan.FromSeconds(100), _outputs);
        for (var i = from; i < _outputs.Count; i++)
        {
            var output = _outputs[i];
            if (output.Kind == TorrentOutputKind.SendRequest) _asked[output.Peer.Value - 1].Enqueue(output.Block);
            if (output.Kind == TorrentOutputKind.VerifyPiece) Tell(TorrentInput.PieceVerified(output.Piece, null));
        }

        if (from == 0) _outputs.Clear();
    }
}
