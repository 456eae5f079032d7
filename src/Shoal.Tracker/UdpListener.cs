using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>A UDP address of a tracker: one socket, and threads that block in receiving from it.</summary>
/// <remarks>Blocking on purpose: asynchronous sockets cost twice the time a datagram. The socket's buffer is the only queue.</remarks>
internal sealed class UdpListener : IDisposable
{
    /// <summary>Asked for; the kernel may give less. Its own default holds some 270 datagrams.</summary>
    private const int BufferBytes = 8 << 20;

    private static readonly TimeSpan TroublePause = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket;
    private readonly Thread[] _threads;
    private volatile bool _isStopping;

    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public UdpListener(IPEndPoint address, TrackerDesk desk)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = BufferBytes,
            SendBufferSize = BufferBytes,
        };
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6) _socket.DualMode = false;
            const int SIO_UDP_CONNRESET = -1744830452;   // a client that went away is no error of the next receive
            if (OperatingSystem.IsWindows()) _socket.IOControl(SIO_UDP_CONNRESET, [0, 0, 0, 0], null);
            _socket.Bind(address);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        Address = (IPEndPoint)_socket.LocalEndPoint!;
        _threads = new Thread[desk.Options.UdpThreads];
        for (var i = 0; i < _threads.Length; i++)
        {
            var answers = new UdpDesk(desk, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
            _threads[i] = new Thread(() => Serve(answers)) { IsBackground = true, Name = $"udp {Address} {i}" };
            _threads[i].Start();
        }
    }

    public IPEndPoint Address { get; }

    public void Dispose()
    {
        _isStopping = true;
        _socket.Dispose();
        foreach (var thread in _threads) thread.Join();
    }

    private void Serve(UdpDesk answers)
    {
        Span<byte> datagram = GC.AllocateArray<byte>(ushort.MaxValue, pinned: true);
        Span<byte> reply = GC.AllocateArray<byte>(TrackerLimits.MaxDatagramBytes, pinned: true);
        var source = new SocketAddress(Address.AddressFamily);
        while (!_isStopping)
        {
            try
            {
                var length = _socket.ReceiveFrom(datagram, SocketFlags.None, source);
                var answer = answers.Answer(datagram[..length], AddressIn(source), reply);
                if (answer > 0) Send(reply[..answer], source);
            }
            catch (SocketException) when (!_isStopping)
            {
                // No datagram does this: the network is in trouble, and a thread that spins would not help it.
                Thread.Sleep(TroublePause);
            }
            catch (Exception e) when (_isStopping && e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Send(ReadOnlySpan<byte> reply, SocketAddress client)
    {
        try
        {
            _socket.SendTo(reply, SocketFlags.None, client);
        }
        catch (SocketException)
        {
            // No way back to this one: the next may have one.
        }
    }

    // sockaddr_in: family, port, address (4). sockaddr_in6: family, port, flow, address (16).
    private static ReadOnlySpan<byte> AddressIn(SocketAddress source)
    {
        var bytes = source.Buffer.Span;
        return source.Family == AddressFamily.InterNetwork ? bytes.Slice(4, 4) : bytes.Slice(8, 16);
    }
}
