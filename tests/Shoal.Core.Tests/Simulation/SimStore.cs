using Shoal.Core.Pieces;

namespace Shoal.Core.Tests.Simulation;

/// <summary>A store without bytes: which blocks are in which buffer, and which of them are wrong.</summary>
internal sealed class SimStore(TorrentGeometry geometry, Random random)
{
    private readonly Dictionary<int, Buffer> _buffers = [];

    public int Count => _buffers.Count;

    public static ulong RightDigest(int piece, int block) => ((ulong)piece << 20) + (ulong)block + 1;

    public void Begin(PieceIndex piece) => _buffers.TryAdd(piece.Value, new Buffer(geometry.BlocksIn(piece)));

    /// <summary>False: unwanted.</summary>
    public bool Store(BlockAddress block, bool isWrong)
    {
        if (!_buffers.TryGetValue(block.Piece.Value, out var buffer) || buffer.Digests[block.BlockIndex] != 0) return false;
        buffer.Digests[block.BlockIndex] = isWrong ? (ulong)random.NextInt64() | 1UL << 63 : RightDigest(block.Piece.Value, block.BlockIndex);
        return true;
    }

    public void StartVerifying(PieceIndex piece)
    {
        var buffer = _buffers[piece.Value];
        Assert.DoesNotContain(0UL, buffer.Digests);
        Assert.False(buffer.IsVerifying);
        buffer.IsVerifying = true;
    }

    /// <summary>The verdict. A wrong piece's buffer is empty again at once, before anybody is told.</summary>
    public (bool IsRight, ulong[] Digests) Judge(PieceIndex piece)
    {
        var buffer = _buffers[piece.Value];
        var digests = buffer.Digests;
        var isRight = !digests.Where((digest, block) => digest != RightDigest(piece.Value, block)).Any();
        if (isRight) _buffers.Remove(piece.Value);
        else (buffer.Digests, buffer.IsVerifying) = (new ulong[digests.Length], false);
        return (isRight, digests);
    }

    public void Drop(PieceIndex piece)
    {
        Assert.False(_buffers[piece.Value].IsVerifying);
        _buffers.Remove(piece.Value);
    }

    private sealed class Buffer(int blocks)
    {
        public ulong[] Digests = new ulong[blocks];
        public bool IsVerifying;
    }
}
