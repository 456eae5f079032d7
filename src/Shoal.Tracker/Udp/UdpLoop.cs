using System.Net;
using System.Net.Sockets;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Receives, answers and sends a datagram at a time: what every system can do.</summary>
internal static class UdpLoop
{
    private static readonly TimeSpan TroublePause = TimeSpan.FromMilliseconds(10);

    /// <param name="socket">Bound, with a receive timeout.</param>
    /// <param name="answers">Of this thread alone.</param>
    /// <param name="stop">Seen at each timeout.</param>
    public static void Run(Socket socket, UdpDesk answers, CancellationToken stop)
    {
        Span<byte> datagram = GC.AllocateArray<byte>(ushort.MaxValue, pinned: true);
        Span<byte> reply = GC.AllocateArray<byte>(TrackerLimits.MaxDatagramBytes, pinned: true);
        var source = new SocketAddress(socket.AddressFamily);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var length = socket.ReceiveFrom(datagram, SocketFlags.None, source);
                var answer = answers.Answer(datagram[..length], AddressIn(source), answers.Now, reply);
                if (answer > 0) Send(socket, reply[..answer], source);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
            {
                // Nobody asked.
            }
            catch (SocketException)
            {
                // No datagram does this: the network is in trouble, and a thread that spins would not help it.
                Thread.Sleep(TroublePause);
            }
        }
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> reply, SocketAddress client)
    {
        try
        {
            socket.SendTo(reply, SocketFlags.None, client);
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
