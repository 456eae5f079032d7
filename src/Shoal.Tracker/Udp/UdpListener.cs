using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Shoal.Tracker;

/// <summary>A UDP address of a tracker: a socket and a thread for each core it may use.</summary>
/// <remarks>Threads that block on purpose: asynchronous sockets cost twice the time a datagram. The sockets' buffers are the only queues.</remarks>
internal sealed class UdpListener : IDisposable
{
    /// <summary>Asked for; the kernel may give less. Its own default holds some 270 datagrams.</summary>
    private const int BufferBytes = 8 << 20;

    /// <summary>How long a thread may not see that it shall stop.</summary>
    private const int WakeMilliseconds = 200;

    private readonly List<Socket> _sockets = [];
    private readonly List<Thread> _threads = [];
    private readonly CancellationTokenSource _stop = new();

    /// <param name="address">Where to listen.</param>
    /// <param name="inherited">Sockets that are bound there already; none to open our own.</param>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public UdpListener(IPEndPoint address, IReadOnlyList<Socket> inherited)
    {
        _sockets.AddRange(inherited);
        foreach (var socket in inherited) SetUp(socket);
        Address = address;
    }

    public IPEndPoint Address { get; private set; }

    public IReadOnlyList<Socket> Sockets => _sockets;

    /// <summary>Opens what was not inherited, and begins to answer.</summary>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public void Start(TrackerDesk desk)
    {
        if (_sockets.Count == 0) Open(Address, OperatingSystem.IsLinux() ? desk.Options.UdpThreads : 1);
        Address = (IPEndPoint)_sockets[0].LocalEndPoint!;
        // Each socket has a thread, or nobody would read what clients send to it.
        for (var i = 0; i < Math.Max(desk.Options.UdpThreads, _sockets.Count); i++) Start(_sockets[i % _sockets.Count], desk, i);
    }

    /// <summary>Ends the threads; what comes now waits in the sockets.</summary>
    public void Stop()
    {
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
        _threads.Clear();
    }

    public void Dispose()
    {
        Stop();
        foreach (var socket in _sockets) socket.Dispose();
        _stop.Dispose();
    }

    private static void SetUp(Socket socket) =>
        (socket.ReceiveBufferSize, socket.SendBufferSize, socket.ReceiveTimeout) = (BufferBytes, BufferBytes, WakeMilliseconds);

    // Sockets that share an address let anybody of the same user join them; so a lone one asks first whether the address is free.
    private void Open(IPEndPoint address, int sockets)
    {
        var first = Bind(address, isShared: false);
        _sockets.Add(first);
        if (sockets == 1) return;
        var real = (IPEndPoint)first.LocalEndPoint!;
        first.Dispose();
        _sockets.Clear();
        for (var i = 0; i < sockets; i++) _sockets.Add(Bind(real, isShared: true));
    }

    private static Socket Bind(IPEndPoint address, bool isShared)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            SetUp(socket);
            if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            const int SIO_UDP_CONNRESET = -1744830452;   // a client that went away is no error of the next receive
            if (OperatingSystem.IsWindows()) socket.IOControl(SIO_UDP_CONNRESET, [0, 0, 0, 0], null);
            if (isShared) LinuxUdp.SharePort(socket);
            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Start(Socket socket, TrackerDesk desk, int number)
    {
        var answers = new UdpDesk(desk, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        var stop = _stop.Token;
        var thread = new Thread(() =>
        {
            if (OperatingSystem.IsLinux()) LinuxUdpLoop.Run(socket, answers, stop);
            else UdpLoop.Run(socket, answers, stop);
        }) { IsBackground = true, Name = $"udp {Address} {number}" };
        _threads.Add(thread);
        thread.Start();
    }
}
