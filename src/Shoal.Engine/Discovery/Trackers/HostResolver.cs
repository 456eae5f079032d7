using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>Turns a tracker's host into addresses that may be dialled.</summary>
/// <param name="lookUp">Asks for a name; null asks the system.</param>
internal sealed class HostResolver(Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null)
{
    /// <summary>Most addresses tried of one name and family.</summary>
    public const int MaxAddresses = 4;

    /// <summary>Addresses of both families, each once; empty when the name has none we may use.</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancel)
    {
        IPAddress[] found = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : lookUp is not null
                ? await lookUp(host, cancel).ConfigureAwait(false)
                : await Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false);
        return [.. found.Select(a => a.IsIPv4MappedToIPv6 ? a.MapToIPv4() : a).Where(a => AddressPolicy.ScopeOf(a) != AddressScope.Unusable).Distinct()];
    }
}
