using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>Which addresses of a tracker may be asked what its URL says (threats row 9). Pure.</summary>
internal static class TrackerDoor
{
    /// <summary>Addresses of one family, at most <see cref="HostResolver.MaxAddresses"/>. Near ones only for a URL that looks like a tracker's.</summary>
    public static IReadOnlyList<IPAddress> Pick(TrackerUrl url, IEnumerable<IPAddress> found, AddressFamily family) =>
        [.. found.Where(a => a.AddressFamily == family && MayAsk(url, a)).Take(HostResolver.MaxAddresses)];

    private static bool MayAsk(TrackerUrl url, IPAddress address) => AddressPolicy.ScopeOf(address) switch
    {
        AddressScope.Global => true,
        AddressScope.Unusable => false,
        // A connect of BEP 15 is no request that a stranger's service would act on.
        _ => url.IsUdp || url.HasAnnouncePath,
    };
}
