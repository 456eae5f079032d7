using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Hashing;

/// <summary>What to hash of a piece space.</summary>
/// <param name="Layout">Where the files are in it.</param>
/// <param name="Geometry">Where the pieces are in it.</param>
/// <param name="WantsSha1">Each piece's SHA-1, pad files as zeros (BEP 3, 47).</param>
/// <param name="WantsTrees">Each piece's node in its file's tree (BEP 52).</param>
internal sealed record HashingPlan(FileLayout Layout, TorrentGeometry Geometry, bool WantsSha1, bool WantsTrees);
