using System.Net;
using System.Net.Sockets;

namespace Shoal.Engine.Network;

/// <summary>Binds a socket to a multicast group on exactly one interface. Systems differ in how narrow they are by themselves.</summary>
internal static class MulticastOptions
{
    /// <summary>Routers pass nothing on: the group is for the local network only.</summary>
    private const int HopsMax = 1;

    public static void Join(Socket socket, IPEndPoint group, IPAddress own, int interfaceIndex)
    {
        // Linux takes the group itself as the address, so that nothing sent to us alone comes in here; Windows does not know that.
        var any = group.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        if (OperatingSystem.IsLinux()) HearOnlyWhatWasJoined(socket);
        socket.Bind(OperatingSystem.IsLinux() ? group : new IPEndPoint(any, group.Port));
        if (group.AddressFamily == AddressFamily.InterNetwork) JoinV4(socket, group.Address, own);
        else JoinV6(socket, group.Address, interfaceIndex);
    }

    private static void JoinV4(Socket socket, IPAddress group, IPAddress own)
    {
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, own));
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, own.GetAddressBytes());
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, HopsMax);
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, true);   // others on this machine hear us too
    }

    private static void JoinV6(Socket socket, IPAddress group, int interfaceIndex)
    {
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(group, interfaceIndex));
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, interfaceIndex);
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, HopsMax);
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastLoopback, true);
    }

    // By default a socket on Linux gets what any socket of the machine joined, from every interface.
    private static void HearOnlyWhatWasJoined(Socket socket)
    {
        const int IPPROTO_IP = 0, IP_MULTICAST_ALL = 49, IPPROTO_IPV6 = 41, IPV6_MULTICAST_ALL = 29;
        var (level, option) = socket.AddressFamily == AddressFamily.InterNetwork ? (IPPROTO_IP, IP_MULTICAST_ALL) : (IPPROTO_IPV6, IPV6_MULTICAST_ALL);
        socket.SetRawSocketOption(level, option, [0, 0, 0, 0]);
    }
}
