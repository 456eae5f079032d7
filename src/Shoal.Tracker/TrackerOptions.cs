using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;

namespace Shoal.Tracker;

/// <summary>How a tracker runs. Immutable: derive with <c>with</c>.</summary>
public sealed record TrackerOptions
{
    /// <summary>Port that trackers have by custom.</summary>
    public const int DefaultPort = 6969;

    /// <summary>Most peers one answer can hold: 1,220 bytes over UDP.</summary>
    public const int NumWantLimit = 200;

    /// <summary>Addresses for HTTP; port 0 picks a free one. A v6 address never takes v4 in. Default none.</summary>
    public IReadOnlyList<IPEndPoint> Http { get; init; } = [];

    /// <summary>Addresses for UDP; port 0 picks a free one. Default none.</summary>
    public IReadOnlyList<IPEndPoint> Udp { get; init; } = [];

    /// <summary>Addresses for HTTP within TLS; they need <see cref="CertificateFile"/>. Default none.</summary>
    public IReadOnlyList<IPEndPoint> Https { get; init; } = [];

    /// <summary>Certificate chain and private key in PEM; read again when they change. Default none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The private key, when it is in a file of its own. Default: it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>When a client announces again, give or take a tenth. Default 30 min; 1 s to 24 h. Shorter than the peers' timeout, or swarms flicker.</summary>
    public TimeSpan Interval { get; init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)); } = TimeSpan.FromMinutes(30);

    /// <summary>Least time between two announces that clients are asked to keep. Default 1 min; 1 s to 24 h.</summary>
    public TimeSpan MinInterval { get; init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)); } = TimeSpan.FromMinutes(1);

    /// <summary>Announces a second above which <see cref="Interval"/> grows, up to <see cref="IntervalMax"/>. Default 20,000; 0 never; up to 1,000,000,000.</summary>
    public int TargetAnnounceRate { get; init => field = Require.InRange(value, 0, 1_000_000_000); } = 20_000;

    /// <summary>Where growth ends: nine tenths of the peers' timeout, less the jitter; never below <see cref="Interval"/>.</summary>
    internal TimeSpan IntervalMax => Swarms.PeerTimeout * 0.8 is var most && most > Interval ? most : Interval;

    /// <summary>Peers given to a client that names no number. Default 50; 0 to <see cref="NumWantLimit"/>.</summary>
    public int NumWantDefault { get; init => field = Require.InRange(value, 0, NumWantLimit); } = 50;

    /// <summary>Most peers given. Default and limit 200.</summary>
    public int NumWantMax { get; init => field = Require.InRange(value, 0, NumWantLimit); } = NumWantLimit;

    /// <summary>Threads of each UDP address. Default 1; 1 to 64. More than there are free cores is a loss.</summary>
    public int UdpThreads { get; init => field = Require.InRange(value, 1, 64); } = 1;

    /// <summary>Threads of each HTTP address that accept connections and answer those which close (Linux). Default 1, good for some 50,000 a second; 1 to 64.</summary>
    public int HttpThreads { get; init => field = Require.InRange(value, 1, 64); } = 1;

    /// <summary>HTTP connections open at once; on Linux as many again at each address that only announce and scrape. Default 10,000; 1 to 1,000,000.</summary>
    public int MaxHttpConnections { get; init => field = Require.InRange(value, 1, 1_000_000); } = 10_000;

    /// <summary>Time for an HTTP request to be whole; then its connection is closed (threats row 33).</summary>
    internal TimeSpan HttpPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bounds of the memory for swarms, for each address family.</summary>
    public SwarmLimits Swarms { get; init; } = new();

    /// <summary>What one address may do in a minute.</summary>
    public AddressLimits Limits { get; init; } = new();

    /// <summary>A file of the only info-hashes that are tracked. Default none: all are. At most one of this and <see cref="DenyFile"/>.</summary>
    public string? AllowFile { get; init; }

    /// <summary>A file of info-hashes that are not tracked. Default none.</summary>
    public string? DenyFile { get; init; }

    /// <summary>A file of passkeys: announce URLs are then /PASSKEY/announce. Default none: the tracker is open.</summary>
    public string? PasskeyFile { get; init; }

    /// <summary>A file of addresses and networks that get nothing. Default none.</summary>
    public string? BanFile { get; init; }

    /// <summary>Whose X-Forwarded-For and PROXY protocol are believed. Default nobody's.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>A scrape without info-hashes gives all of the asker's address family, the 65,536 largest; it costs 30,000 of an address's scrapes. Default off.</summary>
    public bool AllowFullScrape { get; init; }

    /// <summary>Browsers announce by WebSocket. Default on.</summary>
    public bool AllowWebSockets { get; init; } = true;

    /// <summary>Who may look at the page and the metrics. Default everybody.</summary>
    public PageAccess Page { get; init; } = PageAccess.Public;

    /// <summary>Opens the admin API: "Authorization: Bearer TOKEN". At least 16 characters. Default none: there is no admin API.</summary>
    public string? AdminToken { get; init; }

    /// <summary>Folder where counts, and peers if so wished, outlive the process. Default none: all is in memory.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Keep peers too, not only downloads. Default on; says nothing without a <see cref="StateDirectory"/>.</summary>
    public bool SavePeers { get; init; } = true;

    /// <summary>Take sockets and swarms over from the tracker that runs on the same <see cref="StateDirectory"/>. Default off.</summary>
    public bool TakesOver { get; init; }

    /// <summary>How often state is saved. Default 45 s; 1 s to 1 h.</summary>
    public TimeSpan SavePeriod { get; init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)); } = TimeSpan.FromSeconds(45);

    /// <summary>A Redis-protocol server, or some of a cluster, by which several trackers share their swarms. Default none.</summary>
    public IReadOnlyList<HostPort> Redis { get; init; } = [];

    /// <summary>Password of the Redis server. Default none.</summary>
    public string? RedisPassword { get; init; }
}
