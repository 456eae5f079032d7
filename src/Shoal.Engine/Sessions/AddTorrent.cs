using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Sessions;

/// <summary>What to add to an engine: set exactly one of <see cref="Metainfo"/> and <see cref="Magnet"/>.</summary>
public sealed record AddTorrent
{
    /// <summary>Bytes of a .torrent file.</summary>
    public ReadOnlyMemory<byte> Metainfo { get; init; }

    /// <summary>A magnet link (BEP 9).</summary>
    public string? Magnet { get; init; }

    /// <summary>Folder that receives (or already holds) the torrent's file or folder.</summary>
    public required string Directory { get; init; }

    /// <summary>Peers to dial at once, besides what trackers tell.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>Trackers besides those of the torrent; each a tier of its own, after them.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>True for the files wanted; null wants all. For a magnet it is asked when the metadata is here.</summary>
    /// <remarks>A v1 piece shared with an unwanted file is written whole: that file appears with those bytes in it.</remarks>
    public Func<TorrentFile, bool>? Wants { get; init; }

    public bool Sequential { get; init; }

    /// <summary>Payload bytes a second; 0 is no limit.</summary>
    public long DownloadLimit { get; init; }
    public long UploadLimit { get; init; }

    /// <summary>The data is known to be whole (it was just created from): skip the check.</summary>
    public bool AssumeComplete { get; init; }

    public bool StartPaused { get; init; }

    /// <summary>Words to find it by; at most <see cref="TorrentLabels.MaxCount"/>.</summary>
    /// <exception cref="ArgumentException">One cannot be kept; the message says why.</exception>
    public IReadOnlyList<string> Labels
    {
        get;
        init => field = TorrentLabels.TryRead(value, out var labels, out var fault) ? labels : throw new ArgumentException(fault, nameof(value));
    } = [];

    /// <summary>It never waits in the queue.</summary>
    public bool IsForced { get; init; }
}
