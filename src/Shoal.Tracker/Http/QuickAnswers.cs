using System.Buffers;
using System.Runtime.InteropServices;

namespace Shoal.Tracker;

/// <summary>Answers what a connection asks when that is one whole announce or scrape, which takes microseconds and no object. For one thread.</summary>
internal sealed unsafe class QuickAnswers(HttpDesk desk) : IDisposable
{
    /// <summary>Longest request answered here; an announce has some 400 bytes.</summary>
    private const int RequestMax = 4_096;

    private readonly byte* _request = (byte*)NativeMemory.Alloc(RequestMax);
    private readonly ArrayBufferWriter<byte> _body = new(HttpAnswer.HeadMax);
    private readonly ArrayBufferWriter<byte> _answer = new(2 * HttpAnswer.HeadMax);

    /// <param name="connection">Its descriptor; never waited for.</param>
    /// <param name="asker">4 or 16 bytes.</param>
    /// <param name="mayKeep">Where there is no room to keep it, it is told so in the answer.</param>
    public QuickOutcome Answer(int connection, ReadOnlySpan<byte> asker, bool mayKeep)
    {
        var read = LinuxTcp.ReceiveNow(connection, _request, RequestMax, LinuxTcp.MSG_DONTWAIT | LinuxTcp.MSG_PEEK);
        if (read <= 0) return read < 0 && Marshal.GetLastPInvokeError() == LinuxTcp.EAGAIN ? QuickOutcome.Silent : QuickOutcome.Close;
        var bytes = new ReadOnlySpan<byte>(_request, (int)read);
        if (HttpRequest.TryRead(bytes, out var request, out var length) != HttpRequestStatus.Complete || length != read || !desk.IsQuick(request, asker)) return QuickOutcome.HandOn;
        var keeps = mayKeep && request.KeepsAlive;
        _body.ResetWrittenCount();
        _answer.ResetWrittenCount();
        desk.Answer(request, asker, _body).Write(_answer, _body.WrittenSpan, keeps);
        // Taken now: a connection closed over unread bytes is reset, and its answer lost.
        LinuxTcp.ReceiveNow(connection, null, (nuint)read, LinuxTcp.MSG_DONTWAIT | LinuxTcp.MSG_TRUNC);
        fixed (byte* answer = _answer.WrittenSpan)
        {
            // A few kilobytes at most: an empty send buffer holds them, and who has not read the answers before gets no more.
            var sent = LinuxTcp.SendNow(connection, answer, (nuint)_answer.WrittenCount, LinuxTcp.MSG_DONTWAIT | LinuxTcp.MSG_NOSIGNAL);
            return keeps && sent == _answer.WrittenCount ? QuickOutcome.Keep : QuickOutcome.Close;
        }
    }

    public void Dispose() => NativeMemory.Free(_request);
}
