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

    /// <summary>When a client announces again. Default 30 min; 1 s to 24 h. Shorter than the peers' timeout, or swarms flicker.</summary>
    public TimeSpan Interval { get; init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)); } = TimeSpan.FromMinutes(30);

    /// <summary>Least time between two announces that clients are asked to keep. Default 1 min; 1 s to 24 h.</summary>
    public TimeSpan MinInterval { get; init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)); } = TimeSpan.FromMinutes(1);

    /// <summary>Peers given to a client that names no number. Default 50; 0 to <see cref="NumWantLimit"/>.</summary>
    public int NumWantDefault { get; init => field = Require.InRange(value, 0, NumWantLimit); } = 50;

    /// <summary>Most peers given. Default and limit 200.</summary>
    public int NumWantMax { get; init => field = Require.InRange(value, 0, NumWantLimit); } = NumWantLimit;

    /// <summary>Threads of each UDP address. Default 1; 1 to 64. More than there are free cores is a loss.</summary>
    public int UdpThreads { get; init => field = Require.InRange(value, 1, 64); } = 1;

    /// <summary>HTTP connections open at once. Default 10,000; 1 to 1,000,000.</summary>
    public int MaxHttpConnections { get; init => field = Require.InRange(value, 1, 1_000_000); } = 10_000;

    /// <summary>Bounds of the memory for swarms, for each address family.</summary>
    public SwarmLimits Swarms { get; init; } = new();
}
