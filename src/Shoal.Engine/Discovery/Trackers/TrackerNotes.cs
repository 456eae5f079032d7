using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>What a tracker last said, for people and for the next announce.</summary>
internal sealed class TrackerNotes
{
    public string Status { get; set; } = "not asked yet";
    public int? Seeds { get; set; }
    public int? Leechers { get; set; }

    /// <summary>Given back to the tracker (BEP 3).</summary>
    public string? TrackerId { get; set; }

    /// <summary>Swarms that list us there, and the way we said so.</summary>
    public Dictionary<(InfoHash Hash, AddressFamily Family), IReadOnlyList<IPAddress>> Listings { get; } = [];
}
