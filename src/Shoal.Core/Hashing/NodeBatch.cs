using System.Runtime.CompilerServices;
using Shoal.Core.Pieces;

namespace Shoal.Core.Hashing;

/// <summary>Gathers blocks and pairs of nodes of Merkle trees until the lanes are full, then puts each hash in its place.</summary>
/// <remarks>A place may be inside an input that was added before: hashes are written after their batch was read.</remarks>
public unsafe ref struct NodeBatch
{
    private const int Room = 64;
    private Inputs _inputs;
    private Places _places;
    private int _count;

    /// <summary>Adds the blocks of a range.</summary>
    /// <param name="data">Bytes from a leaf's boundary on.</param>
    /// <param name="leaves">Where the hash of the first block goes; the others follow.</param>
    public void AddBlocks(HashInput data, byte* leaves)
    {
        for (var offset = 0; offset < data.Length; offset += TorrentGeometry.BlockSize)
        {
            Add(new HashInput(data.Start + offset, Math.Min(TorrentGeometry.BlockSize, data.Length - offset)), leaves);
            leaves += Sha256Lanes.DigestSize;
        }
    }

    public void Add(HashInput input, byte* place)
    {
        _inputs[_count] = input;
        _places[_count] = (nint)place;
        if (++_count == Room) Flush();
    }

    /// <summary>Hashes what has gathered; to be called at the end.</summary>
    [SkipLocalsInit]
    public void Flush()
    {
        Span<byte> digests = stackalloc byte[Room * Sha256Lanes.DigestSize];
        Sha256Lanes.Hash(((ReadOnlySpan<HashInput>)_inputs)[.._count], digests);
        for (var i = 0; i < _count; i++)
        {
            digests.Slice(i * Sha256Lanes.DigestSize, Sha256Lanes.DigestSize)
                .CopyTo(new Span<byte>((byte*)_places[i], Sha256Lanes.DigestSize));
        }

        _count = 0;
    }

    [InlineArray(Room)]
    private struct Inputs
    {
        private HashInput _first;
    }

    [InlineArray(Room)]
    private struct Places
    {
        private nint _first;
    }
}
