using System.Security.Cryptography;
using Shoal.Core.Hashing;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Storage;

/// <summary>Says of complete pieces whether they are right: v1 by SHA-1, v2 by their tree, a hybrid by both (threats row 29). One a thread.</summary>
internal sealed unsafe class PieceHasher : IDisposable
{
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly PieceTree _tree = new();
    private readonly PieceForest _forest = new();
    private HashInput[] _inputs = new HashInput[16];
    private int[] _places = new int[16];
    private byte[] _digests = new byte[16 * Sha1Lanes.DigestSize];
    private byte[]? _scratch;

    public void Dispose() => _sha1.Dispose();

    /// <param name="batch">Pieces of any torrents, complete.</param>
    /// <param name="right">The verdicts, in the batch's order.</param>
    public void Judge(ReadOnlySpan<GrowingPiece> batch, Span<bool> right)
    {
        if (_inputs.Length < batch.Length)
            (_inputs, _places, _digests) =
                (new HashInput[batch.Length], new int[batch.Length], new byte[batch.Length * Sha1Lanes.DigestSize]);
        JudgeSideBySide(batch, right);
        _forest.Judge(batch, right);
        for (var i = 0; i < batch.Length; i++)
            if (batch[i].IsSpilled) right[i] = IsRightOnDisk(batch[i]);
    }

    private void JudgeSideBySide(ReadOnlySpan<GrowingPiece> batch, Span<bool> right)
    {
        var count = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            right[i] = true;
            if (batch[i].IsSpilled || batch[i].Owner!.Sha1Of(batch[i].Piece).IsEmpty) continue;
            _inputs[count] = new HashInput(batch[i].Start, batch[i].Length);
            _places[count++] = i;
        }

        Sha1Lanes.Hash(_inputs.AsSpan(0, count), _digests);
        for (var i = 0; i < count; i++)
        {
            var piece = batch[_places[i]];
            var digest = _digests.AsSpan(i * Sha1Lanes.DigestSize, Sha1Lanes.DigestSize);
            right[_places[i]] = digest.SequenceEqual(piece.Owner!.Sha1Of(piece.Piece));
        }
    }

    /// <summary>A piece whose blocks went to the files: read back a part at a time.</summary>
    private bool IsRightOnDisk(GrowingPiece piece)
    {
        var owner = piece.Owner!;
        Span<byte> digest = stackalloc byte[Sha1Lanes.DigestSize];
        _scratch ??= GC.AllocateUninitializedArray<byte>(StorageContext.ReadBackBytes, pinned: true);
        var sha1 = owner.Sha1Of(piece.Piece);
        var hasTree = owner.TryGetTree(piece.Piece, out var treeBytes, out var leaves, out var root);
        if (hasTree) _tree.Begin(leaves);
        for (var offset = 0; offset < piece.Length;)
        {
            var length = Math.Min(_scratch.Length, piece.Length - offset);
            if (!owner.TryReadBack(piece.Piece, offset, _scratch.AsMemory(0, length)))
            {
                _sha1.TryGetHashAndReset(digest, out _);
                return false;
            }

            if (!sha1.IsEmpty) _sha1.AppendData(_scratch.AsSpan(0, length));
            if (hasTree && offset < treeBytes)
                fixed (byte* start = _scratch) _tree.Append(start, Math.Min(length, treeBytes - offset));
            offset += length;
        }

        if (!sha1.IsEmpty && (!_sha1.TryGetHashAndReset(digest, out _) || !digest.SequenceEqual(sha1))) return false;
        return !hasTree || _tree.Finish() == root;
    }
}
