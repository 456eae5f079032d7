using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Engine.Discovery.Local;

namespace Shoal.Engine.Network;

/// <summary>Ranks peers by the canonical priority (BEP 40), which takes our own address as they see it. Any thread.</summary>
/// <param name="external">Our address as the internet sees it.</param>
/// <param name="port">Where we listen.</param>
/// <param name="time">The clock.</param>
internal sealed class DialOrder(ExternalAddress external, Func<int> port, TimeProvider time)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private IReadOnlyList<LocalWay> _ways = [];
    private long _lookedAt;

    /// <summary>Higher is dialled first; null while our address towards it is not known.</summary>
    public uint? PriorityOf(IPEndPoint peer) =>
        OwnAddress(peer.Address) is { } own ? PeerPriority.Compute(new IPEndPoint(own, port()), peer) : null;

    private IPAddress? OwnAddress(IPAddress peer) => AddressPolicy.ScopeOf(peer) switch
    {
        AddressScope.Loopback => peer.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback,
        AddressScope.Local => Ways().FirstOrDefault(way => !way.IsLoopback && way.IsNear(peer))?.Address,
        AddressScope.Global => external.Of(peer.AddressFamily),
        AddressScope.Unusable or _ => null,
    };

    private IReadOnlyList<LocalWay> Ways()
    {
        lock (_gate)
        {
            if (_lookedAt != 0 && time.GetElapsedTime(_lookedAt) < LookPeriod) return _ways;
            _lookedAt = time.GetTimestamp();
            try
            {
                _ways = LocalWay.List([new IPEndPoint(IPAddress.Any, 0), new IPEndPoint(IPAddress.IPv6Any, 0)]);
            }
            catch (NetworkInformationException)
            {
                // Expected: interfaces changed while they were looked at. What was known before will do.
            }

            return _ways;
        }
    }
}
