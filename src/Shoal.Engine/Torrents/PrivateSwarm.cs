using System.Net;
using Shoal.Engine.Peers;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>A swarm inside TLS, known only to those it was told to: what a code leads to.</summary>
internal sealed record PrivateSwarm
{
    /// <summary>Bytes of its .torrent.</summary>
    public required ReadOnlyMemory<byte> Torrent { get; init; }

    /// <summary>Folder the torrent's paths start from.</summary>
    public required string Directory { get; init; }
    public required SwarmTls Tls { get; init; }

    /// <summary>Where its progress is written down.</summary>
    public required TorrentMemory Memory { get; init; }

    /// <summary>Where its bytes are; null for the engine's own disk.</summary>
    public StorageContext? Storage { get; init; }

    /// <summary>All data is there and known to be right.</summary>
    public bool IsComplete { get; init; }

    /// <summary>What an earlier swarm of the same files had.</summary>
    public ResumeRecord? Resume { get; init; }
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];
}
