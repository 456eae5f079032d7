using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

// What the hashers ask and tell; all on their threads.
internal sealed partial class TorrentStorage
{
    private readonly byte[] _digestKey = RandomNumberGenerator.GetBytes(16);
    private readonly List<GrowingPiece> _parked = [];    // right, but their files are being moved

    /// <summary>The SHA-1 the piece must have (BEP 3); empty for v2-only.</summary>
    internal ReadOnlySpan<byte> Sha1Of(PieceIndex piece) =>
        _metainfo.PieceHashes.IsEmpty ? default : _metainfo.PieceHashes.Span.Slice(piece.Value * InfoHash.Size, InfoHash.Size);

    /// <summary>The tree the piece must have (BEP 52); false for v1, and for pieces of no file.</summary>
    internal bool TryGetTree(PieceIndex piece, out int bytes, out int leaves, out Sha256Hash root)
    {
        (bytes, leaves, root) = (0, 0, default);
        if (Layers is not { } layers) return false;
        (var file, bytes) = _layout.FileAt(_geometry.OffsetOf(piece), _geometry.PieceBytes);
        if (file is null) return false;
        leaves = file.Length > _geometry.PieceBytes
            ? _geometry.BlocksPerPiece
            : (int)BitOperations.RoundUpToPowerOf2((uint)((file.Length + TorrentGeometry.BlockSize - 1) / TorrentGeometry.BlockSize));
        root = layers[piece];
        return true;
    }

    /// <summary>Writes a right piece, empties a wrong one, and tells the torrent.</summary>
    internal void Conclude(GrowingPiece piece, bool right, Exception? bug)
    {
        try
        {
            if (bug is not null) throw bug;
            if (_state != Working || !piece.IsWanted) Forget(piece);
            else if (right) ConcludeRight(piece);
            else ConcludeWrong(piece);
        }
        catch (DiskException fault)
        {
            Fail(fault);
            Forget(piece);
        }
        catch (Exception fault)
        {
            FailBy(fault);
            Forget(piece);
        }

        if (Interlocked.Decrement(ref _jobs) == 0) Volatile.Read(ref _jobsDone)?.TrySetResult();
    }

    private void ConcludeRight(GrowingPiece piece)
    {
        if (!piece.IsSpilled && !TryWriteRange(piece.Piece, 0, piece.Bytes))
        {
            Park(piece);
            return;
        }

        var digests = piece.WantsBlockDigests ? Digests(piece) : null;
        var index = piece.Piece;
        Forget(piece);
        Tell(index, isRight: true, digests);
    }

    private void ConcludeWrong(GrowingPiece piece)
    {
        var digests = Digests(piece);
        var index = piece.Piece;
        ZeroPads(piece);
        if (_state == Working && piece.TryStartOver())
        {
            _context.Hashers.CountFilling(1);
            Tell(index, isRight: false, digests);
        }
        else
        {
            Forget(piece);
        }
    }

    // A listener that throws has a bug; the piece is in order by now and must not be forgotten twice.
    private void Tell(PieceIndex piece, bool isRight, ulong[]? digests)
    {
        try
        {
            if (isRight) _events.OnPieceVerified(piece, digests);
            else _events.OnPieceFailed(piece, digests!);
        }
        catch (Exception bug)
        {
            FailBy(bug);
        }
    }

    private void Forget(GrowingPiece piece)
    {
        _pieces.Remove(piece.Piece, piece);
        _context.Recycle(piece);
    }

    /// <summary>Keeps a piece until its files can be written again; then it is judged once more.</summary>
    private void Park(GrowingPiece piece)
    {
        Interlocked.Increment(ref _jobs);
        lock (_parked) _parked.Add(piece);
        if (_writes.IsOpen) Unpark();                // whoever opened the gate may have looked before
    }

    private void Unpark()
    {
        lock (_parked)
        {
            foreach (var piece in _parked) _context.Hashers.Enqueue(piece);
            _parked.Clear();
        }
    }

    /// <summary>Pads are zeros whether or not peers are asked for them; buffers come with anything in them.</summary>
    private void ZeroPads(GrowingPiece piece)
    {
        if (!_hasPads || piece.IsSpilled) return;
        var at = 0;
        foreach (var run in _layout.Locate(_geometry.OffsetOf(piece.Piece), piece.Length))
        {
            if (run.IsZeros) piece.Bytes.Slice(at, run.Length).Clear();
            at += run.Length;
        }
    }

    /// <summary>64 bits a block of SHA-1 over a secret key and the block: nobody can prepare two blocks that look the same.</summary>
    private ulong[] Digests(GrowingPiece piece)
    {
        var digests = new ulong[_geometry.BlocksIn(piece.Piece)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var readBack = piece.IsSpilled ? new byte[TorrentGeometry.BlockSize] : [];
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        for (var i = 0; i < digests.Length; i++)
        {
            var block = _geometry.Block(piece.Piece, i);
            if (piece.IsSpilled && !TryReadBack(piece.Piece, block.Offset, readBack.AsMemory(0, block.Length))) break;
            hash.AppendData(_digestKey);
            hash.AppendData(piece.IsSpilled ? readBack.AsSpan(0, block.Length) : piece.Bytes.Slice(block.Offset, block.Length));
            hash.GetHashAndReset(digest);
            digests[i] = BinaryPrimitives.ReadUInt64LittleEndian(digest);
        }

        return digests;
    }
}
