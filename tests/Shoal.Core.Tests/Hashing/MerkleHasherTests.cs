using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Shoal.Core.Hashing;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Hashing;

/// <summary>Piece roots are BEP 52's: 16 KiB leaves, zero leaf hashes to fill up, SHA-256 of two children a node.</summary>
public sealed unsafe class MerkleHasherTests : IDisposable
{
    private const int MemoryBytes = 1 << 20;
    private const int Block = 16_384;
    private readonly byte* _memory = (byte*)NativeMemory.Alloc(MemoryBytes);

    public MerkleHasherTests() => new Random(6).NextBytes(new Span<byte>(_memory, MemoryBytes));

    public void Dispose() => NativeMemory.Free(_memory);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(Block, 1, 1)]
    [InlineData(Block + 1, 2, 2)]
    [InlineData(2 * Block, 2, 2)]
    [InlineData(2 * Block + 1, 3, 4)]
    [InlineData(8 * Block - 1, 8, 8)]
    [InlineData(8 * Block + 1, 9, 16)]
    public void A_tree_has_a_leaf_a_block_and_is_padded_to_a_power_of_two(int bytes, int leaves, int padded)
    {
        Assert.Equal(leaves, MerkleHasher.LeafCount(bytes));
        Assert.Equal(padded, MerkleHasher.PaddedLeafCount(bytes));
    }

    [Fact]
    public void A_single_block_is_its_own_root()
    {
        var root = MerkleHasher.PieceRoot(new HashInput(_memory, 1_000), 1);

        Assert.Equal(new Sha256Hash(SHA256.HashData(new ReadOnlySpan<byte>(_memory, 1_000))), root);
    }

    [Fact]
    public void Roots_are_those_of_the_textbook_tree()
    {
        int[] lengths = [1, Block - 1, Block, Block + 1, 3 * Block, 5 * Block + 77, 16 * Block, 31 * Block + 1, MemoryBytes];
        foreach (var length in lengths)
        {
            for (var pad = MerkleHasher.PaddedLeafCount(length); pad <= 128; pad *= 2)
                Assert.Equal(Textbook(_memory, length, pad), MerkleHasher.PieceRoot(new HashInput(_memory, length), pad));
        }
    }

    [Fact]
    public void Many_pieces_at_once_have_the_roots_they_have_alone()
    {
        var pieces = Enumerable.Range(0, 37).Select(i => new HashInput(_memory + i * 100, 4 * Block - i * 1_700)).ToArray();
        var roots = new byte[pieces.Length * 32];

        MerkleHasher.HashPieces(pieces, 4, roots);

        for (var i = 0; i < pieces.Length; i++)
            Assert.Equal(Textbook(pieces[i].Start, pieces[i].Length, 4), new Sha256Hash(roots.AsSpan(i * 32, 32)));
    }

    [Fact]
    public void Nothing_at_all_is_fine()
    {
        MerkleHasher.HashPieces([], 4, []);
        MerkleHasher.HashLeaves([], 4, null);
    }

    [Fact]
    public void A_width_that_is_no_power_of_two_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleHasher.PieceRoot(new HashInput(_memory, 1), 3));

    [Fact]
    public void More_data_than_leaves_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleHasher.PieceRoot(new HashInput(_memory, Block + 1), 1));

    private static Sha256Hash Textbook(byte* data, int length, int leaves)
    {
        var level = new List<byte[]>();
        for (var offset = 0; offset < length; offset += Block)
            level.Add(SHA256.HashData(new ReadOnlySpan<byte>(data + offset, Math.Min(Block, length - offset))));
        while (level.Count < leaves) level.Add(new byte[32]);
        while (level.Count > 1) level = [.. level.Chunk(2).Select(pair => SHA256.HashData([.. pair[0], .. pair[1]]))];
        return new Sha256Hash(level[0]);
    }
}
