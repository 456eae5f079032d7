using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Queueing;
using Shoal.Core.Torrents;

namespace Shoal.Engine.Sessions;

/// <summary>How an engine runs. Immutable: derive with <c>with</c>.</summary>
public sealed record EngineOptions
{
    /// <summary>Where torrents and resume records are kept; null keeps nothing.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Starting leaves the torrents of the state folder for <see cref="ShoalEngine.LoadAsync"/>; until then none can be added. Default false.</summary>
    public bool LoadLater { get; init; }

    /// <summary>Where peers may dial us; port 0 picks a free one. Empty: nobody can. Default all addresses, IPv4 and IPv6, any port.</summary>
    public IReadOnlyList<IPEndPoint> ListenOn { get; init; } = [new(IPAddress.IPv6Any, 0), new(IPAddress.Any, 0)];

    /// <summary>Bytes of piece buffers in memory at once, all torrents together. Default 256 MiB; 4 MiB to 64 GiB.</summary>
    public long MemoryBudgetBytes { get; init => field = Require.InRange(value, 4L << 20, 1L << 36); } = 256L << 20;

    /// <summary>Payload bytes a second received, all torrents together; 0 is no limit. Default 0.</summary>
    public long DownloadLimit { get; init => field = Require.InRange(value, 0, long.MaxValue); }

    /// <summary>Payload bytes a second sent, all torrents together; 0 is no limit. Default 0.</summary>
    public long UploadLimit { get; init => field = Require.InRange(value, 0, long.MaxValue); }

    /// <summary>Connections open at once, all torrents together. Default 500; 1 to 65,536.</summary>
    public int MaxConnections { get; init => field = Require.InRange(value, 1, 65_536); } = 500;

    /// <summary>Connections of one torrent. Default 100; 1 to 10,000.</summary>
    public int MaxConnectionsPerTorrent { get; init => field = Require.InRange(value, 1, 10_000); } = 100;

    /// <summary>Time for a connection's handshakes. Default 10 s; 1 s to 2 min (threats row 33).</summary>
    public TimeSpan HandshakeTimeout
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
    } = TimeSpan.FromSeconds(10);

    /// <summary>Reserve a file's space when it is made, instead of leaving holes. Default false.</summary>
    public bool Preallocate { get; init; }

    /// <summary>How many torrents may be active at once. Default no limit; <see cref="TorrentQueue.Options"/> changes it later.</summary>
    public QueueOptions Queue { get; init; } = new();

    /// <summary>When seeds have given enough, unless a torrent says otherwise, and what then happens. Default never; <see cref="TorrentQueue.SetGoals"/> changes it later.</summary>
    public SeedingGoals Goals { get; init; } = SeedingGoals.Unsaid;
    public GoalAction GoalAction { get; init; } = GoalAction.Pause;

    /// <summary>How peers are found besides trackers.</summary>
    public DiscoveryOptions Discovery { get; init; } = new();

    /// <summary>Rules of every torrent.</summary>
    public TorrentOptions Torrents { get; init; } = new();
}
