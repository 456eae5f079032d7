using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Piece layers by the root of their file, 32 bytes a piece (BEP 52).</summary>
internal static class Layers
{
    public static readonly IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> None = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>();
}
