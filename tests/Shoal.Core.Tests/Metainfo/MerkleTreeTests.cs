using System.Security.Cryptography;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Metainfo;

public class MerkleTreeTests
{
    private static readonly Sha256Hash A = new(SHA256.HashData("a"u8));
    private static readonly Sha256Hash B = new(SHA256.HashData("b"u8));
    private static readonly Sha256Hash C = new(SHA256.HashData("c"u8));

    [Fact]
    public void BEP_52_fills_a_layer_up_with_zero_blocks()
    {
        Assert.Equal(default, MerkleTree.Pad(0));
        Assert.Equal(MerkleTree.Parent(default, default), MerkleTree.Pad(1));
        Assert.Equal(A, MerkleTree.Root(Layer(A), 0));
        Assert.Equal(MerkleTree.Parent(A, B), MerkleTree.Root(Layer(A, B), 0));
        Assert.Equal(MerkleTree.Parent(MerkleTree.Parent(A, B), MerkleTree.Parent(C, default)), MerkleTree.Root(Layer(A, B, C), 0));
    }

    [Fact]
    public void Above_the_blocks_a_layer_is_filled_up_with_trees_of_zero_blocks()
    {
        var expected = MerkleTree.Parent(MerkleTree.Parent(A, B), MerkleTree.Parent(C, MerkleTree.Pad(2)));

        Assert.Equal(expected, MerkleTree.Root(Layer(A, B, C), 2));
        Assert.Equal(expected, MerkleTree.FileRoot(Layer(A, B, C), 65_536));
    }

    [Fact]
    public void A_short_piece_of_a_long_file_has_a_full_tree_and_a_short_file_a_tree_of_its_own()
    {
        Assert.Equal(
            MerkleTree.Parent(MerkleTree.Parent(A, default), MerkleTree.Pad(1)),
            MerkleTree.PieceRoot(Layer(A), 65_536, fileIsLongerThanPiece: true));
        Assert.Equal(A, MerkleTree.PieceRoot(Layer(A), 65_536, fileIsLongerThanPiece: false));
        Assert.Equal(MerkleTree.Parent(A, B), MerkleTree.PieceRoot(Layer(A, B), 65_536, fileIsLongerThanPiece: false));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(1L << 30, 30)]
    [InlineData((1L << 30) + 1, 31)]
    public void A_tree_is_as_tall_as_its_nodes_need(long nodes, int height) => Assert.Equal(height, MerkleTree.HeightAbove(nodes));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_pieces_of_a_file_make_the_same_root_as_its_blocks(int seed)
    {
        var random = new Random(seed);
        for (var blocks = 1; blocks <= 70; blocks++)
        {
            var leaves = new byte[blocks * Sha256Hash.Size];
            random.NextBytes(leaves);
            foreach (var blocksPerPiece in (int[])[1, 2, 4, 8, 64])
            {
                var pieceBytes = blocksPerPiece * 16_384;
                byte[] layer = [.. leaves.Chunk(blocksPerPiece * Sha256Hash.Size)
                    .SelectMany(piece => MerkleTree.PieceRoot(piece, pieceBytes, blocks > blocksPerPiece).ToArray())];
                var root = blocks > blocksPerPiece ? MerkleTree.FileRoot(layer, pieceBytes) : new Sha256Hash(layer);
                Assert.True(MerkleTree.Root(leaves, 0) == root, $"seed {seed}, {blocks} blocks, {blocksPerPiece} a piece");
            }
        }
    }

    private static byte[] Layer(params Sha256Hash[] hashes) => [.. hashes.SelectMany(hash => hash.ToArray())];
}
