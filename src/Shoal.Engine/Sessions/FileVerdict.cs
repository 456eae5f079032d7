using Shoal.Core.Metainfo;

namespace Shoal.Engine.Sessions;

/// <summary>What a check found out about a file.</summary>
/// <param name="File">The file. Pad files get no verdict.</param>
/// <param name="Condition">What is wrong with it, if anything.</param>
/// <param name="BadPieces">Wrong or unread pieces it has a part in; a neighbour in the same piece may be the one at fault.</param>
/// <param name="Note">What the system said, where it said something.</param>
public readonly record struct FileVerdict(TorrentFile File, FileCondition Condition, int BadPieces, string? Note = null);
