using Shoal.Core.Hashing;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Storage;

/// <summary>The Merkle root over a piece's 16 KiB blocks, missing leaves being zeros (BEP 52).</summary>
internal sealed unsafe class PieceTree
{
    private const int BatchLeaves = 64;

    private byte[] _nodes = GC.AllocateUninitializedArray<byte>(64 * Sha256Hash.Size, pinned: true);
    private byte[] _parents = GC.AllocateUninitializedArray<byte>(64 * Sha256Hash.Size, pinned: true);
    private readonly HashInput[] _inputs = new HashInput[BatchLeaves];
    private int _leaves;
    private int _here;

    /// <param name="start">The piece's data.</param>
    /// <param name="bytes">Bytes of it that its file has.</param>
    /// <param name="leaves">Leaves of the tree, a power of two.</param>
    public Sha256Hash Root(byte* start, int bytes, int leaves)
    {
        Begin(leaves);
        Append(start, bytes);
        return Finish();
    }

    public void Begin(int leaves)
    {
        (_leaves, _here) = (leaves, 0);
        if (_nodes.Length >= leaves * Sha256Hash.Size) return;
        _nodes = GC.AllocateUninitializedArray<byte>(leaves * Sha256Hash.Size, pinned: true);
        _parents = GC.AllocateUninitializedArray<byte>(leaves * Sha256Hash.Size, pinned: true);
    }

    /// <summary>Adds leaves; every call but the last adds whole blocks.</summary>
    public void Append(byte* start, int bytes)
    {
        while (bytes > 0)
        {
            var count = 0;
            for (; count < BatchLeaves && bytes > 0; count++)
            {
                var length = Math.Min(bytes, TorrentGeometry.BlockSize);
                _inputs[count] = new HashInput(start, length);
                start += length;
                bytes -= length;
            }

            Sha256Lanes.Hash(_inputs.AsSpan(0, count), _nodes.AsSpan(_here * Sha256Hash.Size));
            _here += count;
        }
    }

    public Sha256Hash Finish()
    {
        _nodes.AsSpan(_here * Sha256Hash.Size, (_leaves - _here) * Sha256Hash.Size).Clear();
        for (var width = _leaves; width > 1; width /= 2)
        {
            HashPairs(width / 2);
            (_nodes, _parents) = (_parents, _nodes);
        }

        return new Sha256Hash(_nodes.AsSpan(0, Sha256Hash.Size));
    }

    private void HashPairs(int parents)
    {
        fixed (byte* nodes = _nodes)
        {
            for (var done = 0; done < parents;)
            {
                var count = Math.Min(BatchLeaves, parents - done);
                for (var i = 0; i < count; i++) _inputs[i] = new HashInput(nodes + (done + i) * 64, 64);
                Sha256Lanes.Hash(_inputs.AsSpan(0, count), _parents.AsSpan(done * Sha256Hash.Size));
                done += count;
            }
        }
    }
}
