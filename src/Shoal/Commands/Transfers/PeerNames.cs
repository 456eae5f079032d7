using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;

namespace Shoal.Commands.Transfers;

/// <summary>Turns the peers a user names into addresses.</summary>
internal static class PeerNames
{
    /// <exception cref="CommandFailedException">A name has no address.</exception>
    public static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(IReadOnlyList<HostPort> peers, CancellationToken cancel)
    {
        var addresses = new List<IPEndPoint>();
        foreach (var peer in peers)
        {
            try
            {
                var found = await Dns.GetHostAddressesAsync(peer.Host, cancel).ConfigureAwait(false);
                addresses.AddRange(found.Select(address => new IPEndPoint(address, peer.Port)));
            }
            catch (SocketException fault)
            {
                throw new CommandFailedException($"--peer {peer}: {fault.Message}; check the name.");
            }
        }

        return addresses;
    }
}
