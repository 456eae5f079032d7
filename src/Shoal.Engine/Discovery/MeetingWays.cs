using System.Net;
using Shoal.Core.LocalDiscovery;

namespace Shoal.Engine.Discovery;

/// <summary>How others are looked for at a <see cref="MeetingPlace"/>.</summary>
internal sealed record MeetingWays
{
    /// <summary>URLs.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Addresses that the user or a link named.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>Which of the engine's finders are used. Default all.</summary>
    public Func<IPeerFinder, bool> Uses { get; init; } = _ => true;

    /// <summary>How often the local network is told. Default as torrents.</summary>
    public AnnounceRhythm LocalRhythm { get; init; } = AnnounceRhythm.Torrent;

    /// <summary>Trackers are told that we are a seed: a leecher is told of us, a seed is not.</summary>
    public bool IsSeed { get; init; }

    /// <summary>False for an address that need not be dialled: whoever is there is connected already. Asked before each dial, from any thread.</summary>
    public Func<IPEndPoint, bool> IsWanted { get; init; } = _ => true;
}
