using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Shoal.Tracker;

/// <summary>
/// Accepts connections, one after the other. A whole request that can be answered at once and wants no second one is: that is a public
/// tracker's daily bread, and costs four system calls and no object. Every other connection is handed on as it came, nothing read from it.
/// </summary>
/// <remarks>Nothing here waits for a client: the kernel shows a connection when its first bytes are there.</remarks>
internal sealed unsafe class LinuxHttpLoop : IDisposable
{
    /// <summary>Longest request answered here; an announce has some 400 bytes.</summary>
    private const int RequestMax = 4_096;

    private const int NameMax = 28;
    private static readonly TimeSpan TroublePause = TimeSpan.FromMilliseconds(10);

    private readonly byte* _memory = (byte*)NativeMemory.Alloc(RequestMax + NameMax);
    private readonly ArrayBufferWriter<byte> _body = new(HttpAnswer.HeadMax);
    private readonly ArrayBufferWriter<byte> _answer = new(2 * HttpAnswer.HeadMax);
    private readonly HttpDesk _desk;
    private readonly Action<int> _others;

    private LinuxHttpLoop(HttpDesk desk, Action<int> others) => (_desk, _others) = (desk, others);

    /// <param name="listener">Listens, with a receive timeout.</param>
    /// <param name="desk">Answers.</param>
    /// <param name="others">Takes the descriptors of the connections that are not answered here.</param>
    /// <param name="stop">Seen at each timeout.</param>
    public static void Run(Socket listener, HttpDesk desk, Action<int> others, CancellationToken stop)
    {
        using var loop = new LinuxHttpLoop(desk, others);
        var descriptor = (int)listener.SafeHandle.DangerousGetHandle();   // closed after this thread has ended
        var isV4 = listener.AddressFamily == AddressFamily.InterNetwork;
        while (!stop.IsCancellationRequested) loop.AcceptOne(descriptor, isV4);
    }

    public void Dispose() => NativeMemory.Free(_memory);

    private void AcceptOne(int listener, bool isV4)
    {
        uint nameLength = NameMax;
        var name = _memory + RequestMax;
        var connection = LinuxTcp.Accept(listener, name, &nameLength, LinuxTcp.SOCK_CLOEXEC);
        if (connection < 0)
        {
            // Too many open files, for one: what waits in the queue does not go away, so spinning would not help.
            if (Marshal.GetLastPInvokeError() is not (LinuxTcp.EAGAIN or LinuxTcp.EINTR or LinuxTcp.ECONNABORTED)) Thread.Sleep(TroublePause);
            return;
        }

        // sockaddr_in: family, port, address (4). sockaddr_in6: family, port, flow, address (16).
        if (TryAnswer(connection, isV4 ? new ReadOnlySpan<byte>(name + 4, 4) : new ReadOnlySpan<byte>(name + 8, 16))) _ = LinuxTcp.Close(connection);
        else _others(connection);
    }

    // False when the connection is not for us.
    private bool TryAnswer(int connection, ReadOnlySpan<byte> asker)
    {
        var read = LinuxTcp.ReceiveNow(connection, _memory, RequestMax, LinuxTcp.MSG_DONTWAIT | LinuxTcp.MSG_PEEK);
        if (read <= 0) return read == 0 || Marshal.GetLastPInvokeError() != LinuxTcp.EAGAIN;   // it left
        var bytes = new ReadOnlySpan<byte>(_memory, (int)read);
        if (HttpRequest.TryRead(bytes, out var request, out var length) != HttpRequestStatus.Complete || length != read || !_desk.IsQuick(request, asker)) return false;
        _body.ResetWrittenCount();
        _answer.ResetWrittenCount();
        _desk.Answer(request, asker, _body).Write(_answer, _body.WrittenSpan, keepsAlive: false);
        // A connection closed over unread bytes is reset, and its answer lost.
        LinuxTcp.ReceiveNow(connection, null, (nuint)read, LinuxTcp.MSG_DONTWAIT | LinuxTcp.MSG_TRUNC);
        fixed (byte* answer = _answer.WrittenSpan)
        {
            // A few kilobytes at most, which the empty send buffer of a new connection holds.
            LinuxTcp.SendNow(connection, answer, (nuint)_answer.WrittenCount, LinuxTcp.MSG_DONTWAIT | LinuxTcp.MSG_NOSIGNAL);
        }

        return true;
    }
}
