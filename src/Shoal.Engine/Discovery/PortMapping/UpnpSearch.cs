using System.Net;
using System.Net.Sockets;
using Shoal.Core.PortMapping;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>Searches for the gateway's description by SSDP, on the gateway's network alone.</summary>
/// <remarks>Only the gateway itself is heard, and only for a description on itself: others would have us talk to their victims (threats rows 9 and 22).</remarks>
internal static class UpnpSearch
{
    private const int WaitSeconds = 2;
    private const int SearchesMax = 2;
    private static readonly IPAddress Group = IPAddress.Parse("239.255.255.250");

    /// <summary>Where the gateway describes itself.</summary>
    /// <exception cref="PortMappingException">It does not answer.</exception>
    public static async Task<Uri> FindAsync(SocketFactory sockets, Gateway gateway, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            using var socket = sockets.CreateUdp(new IPEndPoint(gateway.Local, 0));
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, gateway.Local.GetAddressBytes());
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 2);
            for (var searches = 0; searches < SearchesMax; searches++)
            {
                foreach (var target in SsdpMessage.Targets)
                    await socket.SendToAsync(SsdpMessage.Search(target, WaitSeconds), new IPEndPoint(Group, SsdpMessage.Port), cancel).ConfigureAwait(false);
                if (await HearAsync(socket, gateway, time, cancel).ConfigureAwait(false) is { } location) return location;
            }
        }
        catch (SocketException fault)
        {
            throw new PortMappingException(fault.Message);
        }

        throw new PortMappingException("no answer");
    }

    private static async Task<Uri?> HearAsync(Socket socket, Gateway gateway, TimeProvider time, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSeconds + 0.5), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        var buffer = new byte[SsdpMessage.MaxBytes + 1];
        try
        {
            while (true)
            {
                var heard = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), either.Token).ConfigureAwait(false);
                var from = ((IPEndPoint)heard.RemoteEndPoint).Address;
                if (SsdpMessage.TryReadReply(buffer.AsSpan(0, heard.ReceivedBytes), out var reply) && IsOf(gateway, from, reply)) return reply.Location;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool IsOf(Gateway gateway, IPAddress from, SsdpReply reply) =>
        from.Equals(gateway.Address) && IPAddress.TryParse(reply.Location.Host, out var host) && host.Equals(gateway.Address)
        && reply.Target.Contains("InternetGatewayDevice", StringComparison.Ordinal);
}
