using Shoal.Core.Metainfo;

namespace Shoal.Engine.Sessions;

/// <summary>A torrent just made.</summary>
/// <param name="Metainfo">What it says.</param>
/// <param name="TorrentFile">The bytes of its .torrent file.</param>
/// <param name="Notes">What people should know: links left out, names that others will see changed. One line each.</param>
public sealed record CreatedTorrent(TorrentMetainfo Metainfo, ReadOnlyMemory<byte> TorrentFile, IReadOnlyList<string> Notes);
