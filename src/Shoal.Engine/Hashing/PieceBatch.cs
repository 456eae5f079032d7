using System.Numerics;
using System.Runtime.InteropServices;
using Shoal.Core.Hashing;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Hashing;

/// <summary>Hashes up to sixteen pieces side by side, reading a slice of each in turn. One a thread.</summary>
/// <remarks>
/// The slices of all pieces, 2 MiB, stay in the CPU's cache: what was just copied out of the page cache is hashed from there, by
/// SHA-1 and SHA-256 both, and pieces of any length take the same memory. Half as much costs 5% more CPU, twice as much gains nothing.
/// </remarks>
internal sealed unsafe class PieceBatch : IDisposable
{
    /// <summary>Most pieces at once.</summary>
    public const int Capacity = Sha1Streams.Capacity;

    /// <summary>Bytes read of each piece at a time: whole blocks.</summary>
    private const int SliceBytes = 8 * TorrentGeometry.BlockSize;

    // Slices a power of two apart would all want the same few lines of the cache.
    private const int Stride = SliceBytes + 4 * 64;

    private readonly HashingPlan _plan;
    private readonly SpaceReader _reader;
    private readonly Sha1Streams _sha1 = new();
    private readonly byte* _slices = (byte*)NativeMemory.AlignedAlloc(Capacity * Stride, 4096);
    private readonly byte* _nodes;
    private readonly int _leavesPerPiece;
    private readonly PieceIndex[] _pieces = new PieceIndex[Capacity];
    private readonly int[] _lengths = new int[Capacity];
    private readonly int[] _treeBytes = new int[Capacity];
    private readonly int[] _widths = new int[Capacity];
    private readonly bool[] _isRead = new bool[Capacity];
    private readonly HashInput[] _parts = new HashInput[Capacity];
    private readonly byte[] _digests = new byte[Capacity * Sha1Lanes.DigestSize];
    private readonly byte[] _roots = new byte[Capacity * Sha256Hash.Size];

    public PieceBatch(HashingPlan plan, SpaceReader reader)
    {
        (_plan, _reader) = (plan, reader);
        if (!plan.WantsTrees) return;
        _leavesPerPiece = (int)BitOperations.RoundUpToPowerOf2((uint)plan.Geometry.BlocksPerPiece);
        _nodes = (byte*)NativeMemory.AlignedAlloc((nuint)Capacity * (nuint)_leavesPerPiece * Sha256Hash.Size, 64);
    }

    ~PieceBatch() => Free();

    /// <summary>Pieces that are fastest at once on this CPU.</summary>
    public int Preferred => _sha1.Preferred;

    public int Count { get; private set; }

    /// <summary>Data in the pieces, in bytes.</summary>
    public long Bytes { get; private set; }

    public PieceIndex Piece(int i) => _pieces[i];

    /// <summary>False when a file was missing or too short: there are no hashes then.</summary>
    public bool IsRead(int i) => _isRead[i];

    public ReadOnlySpan<byte> Sha1(int i) => _digests.AsSpan(i * Sha1Lanes.DigestSize, Sha1Lanes.DigestSize);

    /// <summary>The root over the piece's blocks.</summary>
    public ReadOnlySpan<byte> Root(int i) => _roots.AsSpan(i * Sha256Hash.Size, Sha256Hash.Size);

    /// <param name="pieces">1 to <see cref="Preferred"/> of them.</param>
    public void Hash(ReadOnlySpan<int> pieces)
    {
        var longest = Begin(pieces);
        for (var offset = 0; offset < longest; offset += SliceBytes)
        {
            for (var i = 0; i < Count; i++) ReadSlice(i, offset);
            if (_plan.WantsSha1) _sha1.Append(_parts.AsSpan(0, Count));
            if (_plan.WantsTrees) HashLeaves(offset);
        }

        if (_plan.WantsSha1) _sha1.Finish(_digests);
        if (_plan.WantsTrees) MerkleHasher.ReduceTrees(_nodes, _leavesPerPiece, _widths.AsSpan(0, Count), _roots);
    }

    public void Dispose()
    {
        _sha1.Dispose();
        Free();
        GC.SuppressFinalize(this);
    }

    private int Begin(ReadOnlySpan<int> pieces)
    {
        var longest = 0;
        (Count, Bytes) = (pieces.Length, 0);
        for (var i = 0; i < Count; i++)
        {
            var piece = _pieces[i] = _plan.Geometry.Piece(pieces[i]);
            _lengths[i] = _plan.Geometry.LengthOf(piece);
            _isRead[i] = true;
            longest = Math.Max(longest, _lengths[i]);
            Bytes += _lengths[i];
            if (_plan.WantsTrees) BeginTree(i, piece);
        }

        if (_plan.WantsSha1) _sha1.Start(Count);
        return longest;
    }

    private void BeginTree(int i, PieceIndex piece)
    {
        var (file, bytes) = _plan.Layout.FileAt(_plan.Geometry.OffsetOf(piece), _plan.Geometry.PieceBytes);
        _treeBytes[i] = bytes;
        _widths[i] = file?.Length > _plan.Geometry.PieceBytes ? _leavesPerPiece : MerkleHasher.PaddedLeafCount(bytes);
        var used = MerkleHasher.LeafCount(bytes);
        new Span<byte>(Tree(i) + used * Sha256Hash.Size, (_widths[i] - used) * Sha256Hash.Size).Clear();
    }

    private void ReadSlice(int i, int offset)
    {
        var slice = _slices + i * Stride;
        var length = _isRead[i] ? Math.Clamp(_lengths[i] - offset, 0, SliceBytes) : 0;
        if (length > 0) _isRead[i] = _reader.TryRead(_plan.Geometry.OffsetOf(_pieces[i]) + offset, slice, length);
        _parts[i] = new HashInput(slice, _isRead[i] ? length : 0);
    }

    private void HashLeaves(int offset)
    {
        var batch = new NodeBatch();
        for (var i = 0; i < Count; i++)
        {
            var bytes = Math.Min(_parts[i].Length, _treeBytes[i] - offset);
            if (bytes <= 0) continue;
            var leaves = Tree(i) + offset / TorrentGeometry.BlockSize * Sha256Hash.Size;
            batch.AddBlocks(new HashInput(_parts[i].Start, bytes), leaves);
        }

        batch.Flush();
    }

    private byte* Tree(int i) => _nodes + (long)i * _leavesPerPiece * Sha256Hash.Size;

    private void Free()
    {
        NativeMemory.AlignedFree(_slices);
        NativeMemory.AlignedFree(_nodes);
    }
}
