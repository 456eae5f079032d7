using Shoal.Core.Pieces;

namespace Shoal.Core.WebSeeds;

/// <summary>Blocks that follow each other in the piece space: one request a file.</summary>
/// <param name="Blocks">In order, without gaps.</param>
/// <param name="Offset">Where the first begins in the piece space, in bytes.</param>
/// <param name="Length">Bytes of all of them.</param>
public sealed record WebSeedRun(IReadOnlyList<BlockAddress> Blocks, long Offset, int Length);
