using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Engine.Peers;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>A swarm known only to those it was told to: what a code leads to, or a file of a room. Nowhere listed, and remembered by its own memory.</summary>
internal sealed record PrivateSwarm
{
    /// <summary>Bytes of its .torrent; empty when <see cref="Metainfo"/> is set.</summary>
    public ReadOnlyMemory<byte> Torrent { get; init; }

    /// <summary>What it is, where that is known without a .torrent; its piece layers may be missing and are then asked of peers (BEP 52).</summary>
    public TorrentMetainfo? Metainfo { get; init; }

    /// <summary>Folder the torrent's paths start from.</summary>
    public required string Directory { get; init; }

    /// <summary>The TLS inside which alone its peers come; null for plain connections.</summary>
    public required SwarmTls? Tls { get; init; }

    /// <summary>Where its progress is written down.</summary>
    public required TorrentMemory Memory { get; init; }

    /// <summary>Where its bytes are; null for the engine's own disk.</summary>
    public StorageContext? Storage { get; init; }

    /// <summary>All data is there and known to be right.</summary>
    public bool IsComplete { get; init; }

    /// <summary>What an earlier swarm of the same files had.</summary>
    public ResumeRecord? Resume { get; init; }

    /// <summary>Where each piece is noted as soon as it is written; null notes nothing.</summary>
    public PieceClaims? Claims { get; init; }
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];
}
