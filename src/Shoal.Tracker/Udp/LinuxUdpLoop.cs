using System.Net.Sockets;
using System.Runtime.InteropServices;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Receives up to <see cref="BatchMax"/> datagrams a system call, answers them all, sends the answers in one more.</summary>
/// <remarks>All memory is taken once and native: the kernel writes into it.</remarks>
internal sealed unsafe class LinuxUdpLoop : IDisposable
{
    private const int BatchMax = 64;

    /// <summary>Longer datagrams are cut, as UDP does; the longest request, an announce with options, has some 600 bytes.</summary>
    private const int RequestMax = 2_048;

    private const int ReplyMax = 1_280;
    private const int NameMax = 28;
    private const int NameRoom = 32;

    private static readonly TimeSpan TroublePause = TimeSpan.FromMilliseconds(10);

    private readonly byte* _memory;
    private readonly LinuxUdp.ManyMessageHead* _received;
    private readonly LinuxUdp.ManyMessageHead* _replies;

    private LinuxUdpLoop()
    {
        const int PerDatagram = RequestMax + ReplyMax + NameRoom;
        var heads = BatchMax * 2 * (sizeof(LinuxUdp.ManyMessageHead) + sizeof(LinuxUdp.IoVector));
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(heads + (BatchMax * PerDatagram)), 64);
        NativeMemory.Clear(_memory, (nuint)heads);
        _received = (LinuxUdp.ManyMessageHead*)_memory;
        _replies = _received + BatchMax;
        var vectors = (LinuxUdp.IoVector*)(_replies + BatchMax);
        var bytes = _memory + heads;
        for (var i = 0; i < BatchMax; i++)
        {
            var (request, reply, name) = (i * RequestMax, (BatchMax * RequestMax) + (i * ReplyMax), (BatchMax * (RequestMax + ReplyMax)) + (i * NameRoom));
            vectors[i] = new LinuxUdp.IoVector { iov_base = bytes + request, iov_len = RequestMax };
            vectors[BatchMax + i] = new LinuxUdp.IoVector { iov_base = bytes + reply };
            _received[i].msg_hdr = new LinuxUdp.MessageHead { msg_name = bytes + name, msg_namelen = NameMax, msg_iov = vectors + i, msg_iovlen = 1 };
            _replies[i].msg_hdr = new LinuxUdp.MessageHead { msg_iov = vectors + BatchMax + i, msg_iovlen = 1 };
        }
    }

    /// <param name="socket">Bound, with a receive timeout.</param>
    /// <param name="answers">Of this thread alone.</param>
    /// <param name="stop">Seen at each timeout.</param>
    public static void Run(Socket socket, UdpDesk answers, CancellationToken stop)
    {
        using var loop = new LinuxUdpLoop();
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();   // the listener closes it after this thread has ended
        var isV4 = socket.AddressFamily == AddressFamily.InterNetwork;
        while (!stop.IsCancellationRequested)
        {
            var received = loop.Receive(descriptor);
            if (received <= 0) continue;
            var count = loop.Answer(received, isV4, answers);
            loop.Send(descriptor, count);
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private int Receive(int socket)
    {
        var received = LinuxUdp.ReceiveNow(socket, _received, BatchMax, LinuxUdp.MSG_DONTWAIT, 0);
        if (received > 0) return received;
        received = LinuxUdp.Receive(socket, _received, BatchMax, LinuxUdp.MSG_WAITFORONE, 0);
        if (received < 0 && Marshal.GetLastPInvokeError() is not (LinuxUdp.EAGAIN or LinuxUdp.EINTR)) Thread.Sleep(TroublePause);
        return received;
    }

    // Returns how many replies there are.
    private int Answer(int received, bool isV4, UdpDesk answers)
    {
        var now = answers.Now;
        var count = 0;
        for (var i = 0; i < received; i++)
        {
            ref var request = ref _received[i];
            ref var reply = ref _replies[count].msg_hdr;
            var name = request.msg_hdr.msg_name;
            // sockaddr_in: family, port, address (4). sockaddr_in6: family, port, flow, address (16).
            var address = isV4 ? new ReadOnlySpan<byte>(name + 4, 4) : new ReadOnlySpan<byte>(name + 8, 16);
            var length = answers.Answer(
                new ReadOnlySpan<byte>(request.msg_hdr.msg_iov->iov_base, (int)request.msg_len), address, now,
                new Span<byte>(reply.msg_iov->iov_base, TrackerLimits.MaxDatagramBytes));
            reply.msg_name = name;
            (reply.msg_namelen, reply.msg_iov->iov_len) = (request.msg_hdr.msg_namelen, (nuint)length);
            request.msg_hdr.msg_namelen = NameMax;
            if (length > 0) count++;
        }

        return count;
    }

    private void Send(int socket, int count)
    {
        for (var sent = 0; sent < count;)
        {
            var more = LinuxUdp.SendNow(socket, _replies + sent, (uint)(count - sent), LinuxUdp.MSG_DONTWAIT);
            // No way back to the first of them, or the send buffer is full: UDP may lose one. The others may fare better.
            sent += Math.Max(1, more);
        }
    }
}
