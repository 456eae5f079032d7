using System.Net;
using System.Net.Sockets;

namespace Shoal.Engine.Network;

/// <summary>Opens the UDP sockets beside the listening ones, on the same addresses and ports where those are free.</summary>
internal static class DatagramSockets
{
    /// <param name="sockets">Makes them.</param>
    /// <param name="listeningOn">Addresses and ports of TCP; none opens one on any port of each family.</param>
    /// <returns>At most one a family; a family that has none is missing.</returns>
    public static IReadOnlyList<DatagramSocket> Open(SocketFactory sockets, IReadOnlyList<IPEndPoint> listeningOn)
    {
        IReadOnlyList<IPEndPoint> wanted = listeningOn.Count > 0 ? listeningOn : [new(IPAddress.Any, 0), new(IPAddress.IPv6Any, 0)];
        return [.. wanted.DistinctBy(address => address.AddressFamily).Select(address => TryOpen(sockets, address)).OfType<DatagramSocket>()];
    }

    private static DatagramSocket? TryOpen(SocketFactory sockets, IPEndPoint address)
    {
        foreach (var port in new[] { address.Port, 0 })
        {
            try
            {
                return new DatagramSocket(sockets.CreateUdp(new IPEndPoint(address.Address, port)));
            }
            catch (SocketException)
            {
                // expected: the port is taken by another program, or the system has not got the family
            }
        }

        return null;
    }
}
