using Shoal.Core.Pieces;

namespace Shoal.Engine.Sessions;

/// <summary>The outcome of a check of all data of a torrent.</summary>
/// <param name="Pieces">The pieces that are right.</param>
/// <param name="Files">A verdict a file, in the torrent's order, pad files left out.</param>
public sealed record VerifyReport(PieceSet Pieces, IReadOnlyList<FileVerdict> Files)
{
    /// <summary>Every piece and every file is right.</summary>
    public bool IsWhole => Pieces.Count == Pieces.PieceCount && Files.All(f => f.Condition == FileCondition.Whole);
}
