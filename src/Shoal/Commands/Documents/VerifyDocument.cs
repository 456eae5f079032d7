using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Documents;

/// <summary>What a check found, in JSON: <c>verify --json</c>.</summary>
internal sealed record VerifyDocument
{
    public required string Name { get; init; }
    public required bool IsWhole { get; init; }
    public required int PieceCount { get; init; }
    public required int PiecesRight { get; init; }
    public required IReadOnlyList<FileVerdictDocument> Files { get; init; }

    public static VerifyDocument Of(TorrentMetainfo torrent, VerifyReport report) => new()
    {
        Name = torrent.Name,
        IsWhole = report.IsWhole,
        PieceCount = report.Pieces.PieceCount,
        PiecesRight = report.Pieces.Count,
        Files = [.. report.Files.Select(file => new FileVerdictDocument(file.File.Path, file.File.Length, Word(file.Condition), file.BadPieces, file.Note))],
    };

    /// <summary>whole, damaged, short, long, missing or unreadable.</summary>
    public static string Word(FileCondition condition) => condition switch
    {
        FileCondition.Whole => "whole",
        FileCondition.Damaged => "damaged",
        FileCondition.Short => "short",
        FileCondition.Long => "long",
        FileCondition.Missing => "missing",
        _ => "unreadable",
    };
}
