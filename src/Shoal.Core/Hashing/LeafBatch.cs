using System.Runtime.CompilerServices;
using Shoal.Core.Pieces;

namespace Shoal.Core.Hashing;

/// <summary>Gathers blocks of 16 KiB until the lanes are full, hashes them, and puts each leaf hash in its place.</summary>
internal unsafe ref struct LeafBatch
{
    private const int Room = 64;
    private Inputs _inputs;
    private Places _places;
    private int _count;

    /// <param name="data">Bytes from a leaf's boundary on.</param>
    /// <param name="leaves">Where the hash of the first block goes; the others follow.</param>
    public void Add(HashInput data, byte* leaves)
    {
        for (var offset = 0; offset < data.Length; offset += TorrentGeometry.BlockSize)
        {
            _inputs[_count] = new HashInput(data.Start + offset, Math.Min(TorrentGeometry.BlockSize, data.Length - offset));
            _places[_count] = (nint)leaves;
            leaves += Sha256Lanes.DigestSize;
            if (++_count == Room) Flush();
        }
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
