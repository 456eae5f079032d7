using Shoal.Core.Hashing;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Storage;

/// <summary>The Merkle root over a piece's 16 KiB blocks, given in parts; missing leaves are zeros (BEP 52). Its memory is used again.</summary>
internal sealed unsafe class PieceTree
{
    private byte[] _nodes = GC.AllocateUninitializedArray<byte>(64 * Sha256Hash.Size, pinned: true);
    private int _leaves;
    private int _here;

    /// <param name="leaves">Leaves of the tree, a power of two.</param>
    public void Begin(int leaves)
    {
        (_leaves, _here) = (leaves, 0);
        if (_nodes.Length < leaves * Sha256Hash.Size)
            _nodes = GC.AllocateUninitializedArray<byte>(leaves * Sha256Hash.Size, pinned: true);
    }

    /// <summary>Adds leaves; every call but the last adds whole blocks.</summary>
    public void Append(byte* start, int bytes)
    {
        var leaves = MerkleHasher.LeafCount(bytes);
        fixed (byte* nodes = &_nodes[_here * Sha256Hash.Size]) MerkleHasher.HashLeaves([new HashInput(start, bytes)], leaves, nodes);
        _here += leaves;
    }

    public Sha256Hash Finish()
    {
        _nodes.AsSpan(_here * Sha256Hash.Size, (_leaves - _here) * Sha256Hash.Size).Clear();
        Span<byte> root = stackalloc byte[Sha256Hash.Size];
        fixed (byte* nodes = _nodes) MerkleHasher.ReduceTrees(nodes, _leaves, [_leaves], root);
        return new Sha256Hash(root);
    }
}
