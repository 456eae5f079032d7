using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;

namespace Shoal.Engine.Rooms;

/// <summary>A file that we share, hashed.</summary>
/// <param name="File">Where it is, and as it was when it was hashed.</param>
/// <param name="Entry">As others are told of it.</param>
/// <param name="Hash">SHA-256 of its torrent's info dictionary: the name of its swarm.</param>
internal sealed record SharedFile(SentFile File, CatalogEntry Entry, Sha256Hash Hash)
{
    public string FullPath => Path.Combine(File.Root, File.Path);
}
