namespace Shoal.Commands.Documents;

/// <summary>A checked file in JSON.</summary>
/// <param name="Path">Safe relative path with '/' in it.</param>
/// <param name="Bytes">The length it should have.</param>
/// <param name="Condition">whole, damaged, short, long, missing or unreadable.</param>
/// <param name="BadPieces">Pieces it has a part in that are not right.</param>
/// <param name="Note">What the system said, where it said something.</param>
internal sealed record FileVerdictDocument(string Path, long Bytes, string Condition, int BadPieces, string? Note);
