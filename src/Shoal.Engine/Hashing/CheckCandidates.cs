using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Hashing;

/// <summary>The pieces that can be right, by what the file system says alone: all their bytes are there to be read.</summary>
internal sealed class CheckCandidates
{
    private readonly TorrentGeometry _geometry;
    private readonly CheckedFiles _found;
    private readonly FolderCursor _folder;

    /// <param name="geometry">Where the pieces are.</param>
    /// <param name="files">The torrent's files.</param>
    /// <param name="found">The files as they are on disk.</param>
    /// <param name="folder">To look into files with holes.</param>
    /// <param name="asked">The pieces in question.</param>
    public CheckCandidates(
        TorrentGeometry geometry, IReadOnlyList<TorrentFile> files, CheckedFiles found, FolderCursor folder, PieceSet asked)
    {
        (_geometry, _found, _folder) = (geometry, found, folder);
        var cannotBe = new bool[geometry.PieceCount];
        var isHole = new bool[geometry.PieceCount];
        foreach (var file in files)
        {
            if (file.IsPad || file.SymlinkTarget is not null) continue;
            Mark(cannotBe, file.Offset + found.ReadableBytes(file), file.Offset + file.Length);
            if (found.IsSparse(file)) MarkHoles(isHole, file);
        }

        for (var piece = 0; piece < geometry.PieceCount; piece++)
        {
            if (!asked.Contains(piece) || cannotBe[piece]) continue;
            if (isHole[piece]) HolePieces.Add(piece);
            if (!isHole[piece] || HolePieces.Count == 1) Pieces.Add(piece);
        }
    }

    /// <summary>To be hashed, in rising order.</summary>
    public List<int> Pieces { get; } = [];

    /// <summary>Full pieces that are zeros for sure and so have the same hashes; the first is among <see cref="Pieces"/>.</summary>
    public List<int> HolePieces { get; } = [];

    /// <summary>Marks every piece with a byte from start to end.</summary>
    private void Mark(bool[] pieces, long start, long end)
    {
        if (start >= end) return;
        var first = (int)(start / _geometry.PieceBytes);
        Array.Fill(pieces, true, first, (int)((end - 1) / _geometry.PieceBytes) - first + 1);
    }

    private void MarkHoles(bool[] isHole, TorrentFile file)
    {
        // Only pieces inside the one file, and of a tree with all its leaves.
        var first = (int)((file.Offset + _geometry.PieceBytes - 1) / _geometry.PieceBytes);
        var end = (int)((file.Offset + _found.ReadableBytes(file)) / _geometry.PieceBytes);
        if (file.Length <= _geometry.PieceBytes || first >= end || _found.Open(file.Index, _folder) is not { } opened) return;
        using var handle = opened;
        Array.Fill(isHole, true, first, end - first);
        SparseFile.ForEachData(handle, _found.ReadableBytes(file), (start, stop) =>
        {
            var from = Math.Max(first, (file.Offset + start) / _geometry.PieceBytes);
            var to = Math.Min(end - 1, (file.Offset + stop - 1) / _geometry.PieceBytes);
            for (var piece = from; piece <= to; piece++) isHole[piece] = false;
        });
    }
}
