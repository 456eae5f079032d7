using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Shoal.Core.Trackers;
using Shoal.Tracker;

namespace Shoal.TrackerLoad;

/// <summary>A connected UDP socket that sends and receives by the batch.</summary>
internal sealed unsafe class Datagrams
{
    private const int BatchMax = 64;
    private const int Room = 2_048;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly LinuxUdp.ManyMessageHead* _out;
    private readonly LinuxUdp.ManyMessageHead* _in;
    private int _queued;

    public Datagrams(IPEndPoint tracker)
    {
        _socket = new Socket(tracker.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 8 << 20, ReceiveTimeout = 500 };
        _socket.Connect(tracker);
        _out = Heads();
        _in = Heads();
    }

    private int Handle => (int)_socket.SafeHandle.DangerousGetHandle();

    public Span<byte> NextRequest()
    {
        if (_queued == BatchMax) Flush();
        return new Span<byte>(_out[_queued].msg_hdr.msg_iov->iov_base, Room);
    }

    public void Queue(int length) => _out[_queued++].msg_hdr.msg_iov->iov_len = (nuint)length;

    public void Flush()
    {
        for (var sent = 0; sent < _queued;) sent += Math.Max(0, LinuxUdp.SendNow(Handle, _out + sent, (uint)(_queued - sent), LinuxUdp.MSG_DONTWAIT));
        _queued = 0;
    }

    /// <summary>Asks for a connection id until there is one.</summary>
    public ulong ConnectOnce()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            UdpConnect.WriteRequest(NextRequest(), 1);
            Queue(UdpConnect.RequestSize);
            Flush();
            if (ReceiveWaiting() > 0 && UdpConnect.TryReadReply(Received(0), out var id)) return id;
        }

        throw new SocketException((int)SocketError.TimedOut);
    }

    public int Receive() => Math.Max(0, LinuxUdp.ReceiveNow(Handle, _in, BatchMax, LinuxUdp.MSG_DONTWAIT, 0));
    public int ReceiveWaiting() => Math.Max(0, LinuxUdp.Receive(Handle, _in, BatchMax, LinuxUdp.MSG_WAITFORONE, 0));
    public ReadOnlySpan<byte> Received(int index) => new(_in[index].msg_hdr.msg_iov->iov_base, (int)_in[index].msg_len);

    private static LinuxUdp.ManyMessageHead* Heads()
    {
        var heads = (LinuxUdp.ManyMessageHead*)NativeMemory.AllocZeroed(BatchMax, (nuint)sizeof(LinuxUdp.ManyMessageHead));
        var vectors = (LinuxUdp.IoVector*)NativeMemory.AllocZeroed(BatchMax, (nuint)sizeof(LinuxUdp.IoVector));
        for (var i = 0; i < BatchMax; i++)
        {
            vectors[i] = new LinuxUdp.IoVector { iov_base = (byte*)NativeMemory.AllocZeroed(Room), iov_len = Room };
            heads[i].msg_hdr.msg_iov = vectors + i;
            heads[i].msg_hdr.msg_iovlen = 1;
        }

        return heads;
    }
}
