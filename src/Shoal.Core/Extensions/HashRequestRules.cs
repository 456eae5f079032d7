using System.Numerics;
using Shoal.Core.Metainfo;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Core.Extensions;

/// <summary>Which hash requests make sense, how many hashes answer them, and whether an answer is true (BEP 52).</summary>
public static class HashRequestRules
{
    /// <summary>Most hashes of the base layer in one request (threats row 32); all that other clients serve.</summary>
    public const int MaxLength = 8192;

    /// <summary>How many we ask for at once, as BEP 52 recommends.</summary>
    public const int PreferredLength = 512;

    /// <summary>True when the request stays inside a tree of this height and within the limits.</summary>
    /// <param name="range">As the peer sent it.</param>
    /// <param name="treeHeight">Layers between the file's blocks and its root.</param>
    /// <remarks>BEP 52 wants a length of two at least; one is let pass, since libtorrent asks so for a last odd piece.</remarks>
    public static bool IsValid(in HashRange range, int treeHeight)
    {
        if (range.Length is 0 or > MaxLength || !BitOperations.IsPow2(range.Length) || range.Index % range.Length != 0) return false;
        if (range.BaseLayer >= (uint)treeHeight) return false;
        if (range.ProofLayers >= (uint)treeHeight - range.BaseLayer) return false;
        return (ulong)range.Index + range.Length <= 1UL << (treeHeight - (int)range.BaseLayer);
    }

    /// <summary>Uncle hashes in the answer: one a proof layer, but for the layers that follow from the base layer itself.</summary>
    /// <param name="range">A valid request.</param>
    public static int UncleCount(in HashRange range) =>
        Math.Max(0, (int)range.ProofLayers - BitOperations.Log2(range.Length) + 1);

    /// <summary>True when the hashes lead up to the file's root.</summary>
    /// <param name="range">A valid request for proofs all the way up.</param>
    /// <param name="hashes">32 bytes each: the base layer's, then the uncles from below.</param>
    public static bool IsProven(in HashRange range, ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length != ((int)range.Length + UncleCount(range)) * Sha256Hash.Size) return false;
        var baseBytes = (int)range.Length * Sha256Hash.Size;
        var node = MerkleTree.Root(hashes[..baseBytes], (int)range.BaseLayer);
        var index = range.Index / range.Length;
        for (var uncles = hashes[baseBytes..]; !uncles.IsEmpty; uncles = uncles[Sha256Hash.Size..], index /= 2)
        {
            var uncle = new Sha256Hash(uncles[..Sha256Hash.Size]);
            node = index % 2 == 0 ? MerkleTree.Parent(node, uncle) : MerkleTree.Parent(uncle, node);
        }

        return index == 0 && node == range.PiecesRoot;
    }
}
