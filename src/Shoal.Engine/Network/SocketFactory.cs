using System.Net;
using System.Net.Sockets;

namespace Shoal.Engine.Network;

/// <summary>Makes every socket of an engine, so that one place decides which addresses anything may leave by.</summary>
/// <remarks>
/// IPv4 and IPv6 are separate sockets everywhere: a v6 socket never carries mapped v4, so an address has one spelling.
/// With addresses to bind to, a family without one has no sockets at all, and an address that went away makes the bind
/// fail: nothing leaves by another way (threats row 35).
/// </remarks>
internal sealed class SocketFactory
{
    /// <summary>Connections that may wait to be accepted. With 5, five hundred dials at once took a minute in a client we measured.</summary>
    public const int DefaultBacklog = 512;

    /// <summary>Asked for each way on UDP sockets, in bytes; the kernel may give less. Its own default holds some 270 datagrams.</summary>
    public const int UdpBufferBytes = 1 << 20;

    private readonly IPAddress? _bindV4;
    private readonly IPAddress? _bindV6;
    private readonly bool _isBound;

    /// <param name="bindTo">Local addresses to leave by, at most one a family. Null or empty: the system routes.</param>
    /// <exception cref="ArgumentException">Two addresses of one family.</exception>
    public SocketFactory(IReadOnlyList<IPAddress>? bindTo = null)
    {
        foreach (var address in bindTo ?? [])
        {
            ref var place = ref address.AddressFamily == AddressFamily.InterNetwork ? ref _bindV4 : ref _bindV6;
            if (place is not null) throw new ArgumentException("One bind address a family is enough.", nameof(bindTo));
            place = address;
            _isBound = true;
        }
    }

    /// <summary>False when bind addresses are set and none is of this family, or the system has not got the family.</summary>
    public bool Allows(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => (!_isBound || _bindV4 is not null) && Socket.OSSupportsIPv4,
        AddressFamily.InterNetworkV6 => (!_isBound || _bindV6 is not null) && Socket.OSSupportsIPv6,
        _ => false,
    };

    /// <summary>A socket to dial with: unconnected, without Nagle's delay, bound when the factory is.</summary>
    /// <exception cref="SocketException">The family is not allowed, or the bind address is gone.</exception>
    public Socket CreateTcp(AddressFamily family)
    {
        var socket = Create(family, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Small frames (have, request) must not wait for an acknowledgement. Buffers stay the kernel's: it tunes TCP's itself.
            socket.NoDelay = true;
            if (BindAddress(family) is { } address) socket.Bind(new IPEndPoint(address, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A listening socket. What it accepts inherits <see cref="Socket.NoDelay"/> on Linux; set it again elsewhere.</summary>
    /// <exception cref="SocketException">The address is taken, not ours, or its family is not allowed.</exception>
    public Socket Listen(IPEndPoint address, int backlog = DefaultBacklog)
    {
        var socket = Create(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            socket.Bind(Narrow(address));
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A UDP socket on a free port, bound (to the factory's address where there is one).</summary>
    /// <exception cref="SocketException">The family is not allowed, or the bind address is gone.</exception>
    public Socket CreateUdp(AddressFamily family) =>
        CreateUdp(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));

    /// <summary>A UDP socket on an address and port of ours.</summary>
    /// <exception cref="SocketException">The address is taken, not ours, or its family is not allowed.</exception>
    public Socket CreateUdp(IPEndPoint address)
    {
        var socket = Create(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ReceiveBufferSize = UdpBufferBytes;
            socket.SendBufferSize = UdpBufferBytes;
            IgnoreUnreachable(socket);
            socket.Bind(Narrow(address));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A UDP socket that sends to one multicast group by one interface and hears what the group gets there, beside others that share the port.</summary>
    /// <param name="group">The group's address and port.</param>
    /// <param name="own">An address of the interface, of the group's family.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <exception cref="SocketException">The factory is bound elsewhere, the interface is gone, or it takes no part in multicast.</exception>
    public Socket CreateMulticast(IPEndPoint group, IPAddress own, int interfaceIndex)
    {
        if (_isBound && !own.Equals(BindAddress(group.AddressFamily))) throw new SocketException((int)SocketError.AddressNotAvailable);
        var socket = Create(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            IgnoreUnreachable(socket);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            MulticastOptions.Join(socket, group, own, interfaceIndex);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Socket Create(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        if (!Allows(family)) throw new SocketException((int)SocketError.AddressFamilyNotSupported);
        var socket = new Socket(family, type, protocol);
        if (family == AddressFamily.InterNetworkV6) socket.DualMode = false;
        return socket;
    }

    private IPAddress? BindAddress(AddressFamily family) => family == AddressFamily.InterNetwork ? _bindV4 : _bindV6;

    // "Any" under a bind address means that address: listening wider than we dial would leak the other interfaces.
    private IPEndPoint Narrow(IPEndPoint address)
    {
        var isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        return isAny && BindAddress(address.AddressFamily) is { } bound ? new IPEndPoint(bound, address.Port) : address;
    }

    // Windows reports a datagram nobody wanted as an error of the next receive (WSAECONNRESET); one dead tracker must not stop a socket.
    private static void IgnoreUnreachable(Socket socket)
    {
        const int SIO_UDP_CONNRESET = -1744830452;
        if (OperatingSystem.IsWindows()) socket.IOControl(SIO_UDP_CONNRESET, [0, 0, 0, 0], null);
    }
}
