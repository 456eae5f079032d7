using System.Diagnostics;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Xunit.Abstractions;

namespace Shoal.Core.Tests.Torrents;

public class HotPathTests(ITestOutputHelper print)
{
    [Theory]
    [InlineData(1, 64)]
    [InlineData(8, 64)]
    [InlineData(8, 1)]
    public void A_block_allocates_nothing(int peers, int blocksPerPiece)
    {
        const int blocks = 1 << 19;
        var run = new Run(blocks / blocksPerPiece, blocksPerPiece, peers);
        run.Deliver(blocks / 4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var best = TimeSpan.MaxValue;

        for (var slice = 0; slice < 8; slice++)
        {
            var start = Stopwatch.GetTimestamp();
            run.Deliver(blocks / 16);
            var took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        print.WriteLine($"{blocks / 16 / best.TotalSeconds:n0} blocks/s, {peers} peers, {blocksPerPiece} blocks a piece: {allocated} bytes allocated");
        Assert.Equal(0, allocated);
    }

    /// <summary>Seeds that answer at once and in order, a store that finds every piece right.</summary>
    private sealed class Run
    {
        private readonly TorrentCore _core;
        private readonly List<TorrentOutput> _outputs = new(65_536);
        private readonly Queue<BlockAddress>[] _asked;
        private int _next;

        public Run(int pieces, int blocksPerPiece, int peers)
        {
            var stage = new CoreStage(pieces, blocksPerPiece);
            _core = stage.Core;
            _asked = new Queue<BlockAddress>[peers];
            for (var i = 0; i < peers; i++)
            {
                _asked[i] = new Queue<BlockAddress>(65_536);
                stage.JoinSeed(maxRequests: 2_000).Asked.ForEach(_asked[i].Enqueue);
            }
        }

        public int Deliver(int count)
        {
            var delivered = 0;
            while (delivered < count)
            {
                var peer = _next++ % _asked.Length;
                if (!_asked[peer].TryDequeue(out var block)) continue;
                delivered++;
                Tell(TorrentInput.BlockArrived(new PeerHandle(peer + 1), block));
            }

            return delivered;
        }

        private void Tell(in TorrentInput input)
        {
            var from = _outputs.Count;
            _core.Handle(input, TimeSpan.FromSeconds(100), _outputs);
            for (var i = from; i < _outputs.Count; i++)
            {
                var output = _outputs[i];
                if (output.Kind == TorrentOutputKind.SendRequest) _asked[output.Peer.Value - 1].Enqueue(output.Block);
                if (output.Kind == TorrentOutputKind.VerifyPiece) Tell(TorrentInput.PieceVerified(output.Piece, null));
            }

            if (from == 0) _outputs.Clear();
        }
    }
}
