using System.Net;
using System.Net.Sockets;
using Shoal.Core.Dht;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Discovery.Trackers;

namespace Shoal.Engine.Discovery.Dht;

/// <summary>Looks up the hosts where the DHT begins, when it is needed and not before.</summary>
internal sealed class DhtBootstrap(DhtSetup setup, HostResolver resolver)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Addresses of one family; never throws, empty when there are none.</summary>
    public async Task<IReadOnlyList<NodeAddress>> FindAsync(bool isV6, CancellationToken cancel)
    {
        var found = new List<NodeAddress>();
        foreach (var node in setup.Bootstrap)
        {
            // On loopback not even a name is asked for: the question would leave the machine.
            if (setup.Rules.IsLoopbackOnly && !IPAddress.TryParse(node.Host, out _) && node.Host != "localhost") continue;
            found.AddRange(await LookUpAsync(node.Host, node.Port, cancel).ConfigureAwait(false));
        }

        return [.. found.Where(address => address.IsV6 == isV6)];
    }

    private async Task<IEnumerable<NodeAddress>> LookUpAsync(string host, int port, CancellationToken cancel)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Timeout, setup.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
            var addresses = await resolver.ResolveAsync(host, either.Token).ConfigureAwait(false);
            return addresses.Select(address => NodeAddress.From(address, port));
        }
        catch (Exception expected) when (expected is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            setup.Log.DhtBootstrapUnknown(host, expected.Message);   // expected: no network yet, or the name is gone
            return [];
        }
    }
}
