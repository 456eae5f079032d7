using Shoal.Core.Hashing;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Hashing;

/// <summary>Says which pieces of a torrent are right on disk: v1 by SHA-1, v2 by their tree, a hybrid by both (threats row 29).</summary>
/// <param name="metainfo">The torrent.</param>
/// <param name="root">Folder the files' paths start from.</param>
/// <param name="files">Where the folder is.</param>
/// <param name="layers">The v2 hashes where they became known later than the metainfo; without, those of the metainfo.</param>
/// <remarks>Pieces in missing files, after the end of short ones, and in holes cost no reading.</remarks>
internal sealed class PieceChecker(TorrentMetainfo metainfo, string root, IFileSystem files, PieceLayers? layers = null)
{
    private readonly TorrentGeometry _geometry = metainfo.Geometry;
    private readonly FileLayout _layout = new(metainfo);
    private readonly PieceLayers? _layers = layers ?? metainfo.PieceLayers;

    /// <summary>Checks everything. Blocks until done; hashes on every core.</summary>
    /// <exception cref="DiskException">The disk failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public VerifyReport Check(IProgress<HashingProgress>? progress, CancellationToken cancel)
    {
        WarmUp.Start(!metainfo.PieceHashes.IsEmpty, _layers is not null);
        var found = new CheckedFiles(metainfo, root, files, static _ => true);
        var right = CheckPieces(PieceSet.Full(_geometry.PieceCount), found, progress, cancel);
        return new VerifyReport(right, [.. metainfo.Files.Where(f => !f.IsPad).Select(f => Verdict(f, found, right))]);
    }

    /// <summary>Checks some pieces only: those that were in flight when we were killed.</summary>
    /// <returns>Those of them that are right.</returns>
    /// <inheritdoc cref="Check" path="/exception"/>
    public PieceSet CheckPieces(PieceSet pieces, IProgress<HashingProgress>? progress, CancellationToken cancel)
    {
        var isTouched = new bool[metainfo.Files.Count];
        for (var i = 0; i < _geometry.PieceCount; i++)
        {
            if (!pieces.Contains(i)) continue;
            var piece = _geometry.Piece(i);
            foreach (var run in _layout.Locate(_geometry.OffsetOf(piece), _geometry.LengthOf(piece)))
            {
                if (!run.IsZeros) isTouched[run.File] = true;
            }
        }

        var found = new CheckedFiles(metainfo, root, files, file => file.IsPad || isTouched[file.Index]);
        return CheckPieces(pieces, found, progress, cancel);
    }

    private PieceSet CheckPieces(PieceSet pieces, CheckedFiles found, IProgress<HashingProgress>? progress, CancellationToken cancel)
    {
        var right = new PieceSet(_geometry.PieceCount);
        if (metainfo.PieceHashes.IsEmpty && _layers is null) return right;
        using var folder = new FolderCursor(files);
        var candidates = new CheckCandidates(_geometry, metainfo.Files, found, folder, pieces);
        var plan = new HashingPlan(_layout, _geometry, !metainfo.PieceHashes.IsEmpty, _layers is not null);
        var verdicts = new bool[_geometry.PieceCount];     // a byte each, so that threads do not meet
        var hole = candidates.HolePieces.Count > 0 ? candidates.HolePieces[0] : -1;

        void Take(PieceBatch batch)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var piece = batch.Piece(i);
                verdicts[piece.Value] = batch.IsRead(i) && IsRight(piece, batch.Sha1(i), batch.Root(i));
                if (piece.Value == hole && batch.IsRead(i)) JudgeHoles(candidates.HolePieces, verdicts, batch.Sha1(i), batch.Root(i));
            }
        }

        var total = (long)candidates.Pieces.Count * _geometry.PieceBytes;
        Action<long>? report = progress is null ? null : done => progress.Report(new HashingProgress(Math.Min(done, total), total));
        HashingCrew.Run(plan, candidates.Pieces.ToArray(), found, files, Take, report, cancel);
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i]) right.Add(_geometry.Piece(i));
        }

        return right;
    }

    /// <summary>Pieces of nothing but zeros all have the hashes of the one that was hashed.</summary>
    private void JudgeHoles(List<int> pieces, bool[] verdicts, ReadOnlySpan<byte> sha1, ReadOnlySpan<byte> tree)
    {
        foreach (var piece in pieces) verdicts[piece] = IsRight(_geometry.Piece(piece), sha1, tree);
    }

    private bool IsRight(PieceIndex piece, ReadOnlySpan<byte> sha1, ReadOnlySpan<byte> tree)
    {
        var hashes = metainfo.PieceHashes.Span;
        if (!hashes.IsEmpty && !sha1.SequenceEqual(hashes.Slice(piece.Value * Sha1Lanes.DigestSize, Sha1Lanes.DigestSize))) return false;
        return _layers is null || _layers[piece] == new Sha256Hash(tree);
    }

    private FileVerdict Verdict(TorrentFile file, CheckedFiles found, PieceSet right)
    {
        var bad = 0;
        if (file.Length > 0)
        {
            var last = (int)((file.Offset + file.Length - 1) / _geometry.PieceBytes);
            for (var piece = (int)(file.Offset / _geometry.PieceBytes); piece <= last; piece++)
            {
                if (!right.Contains(piece)) bad++;
            }
        }

        var condition = found.Condition(file);
        if (condition == FileCondition.Whole && bad > 0) condition = FileCondition.Damaged;
        return new FileVerdict(file, condition, bad, found.Note(file));
    }
}
