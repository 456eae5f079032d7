using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.State;

/// <summary>Copies records from one journal to another, many in one write.</summary>
internal sealed class JournalCopy(DurableFiles files, SafeFileHandle from, SafeFileHandle to, long end) : IDisposable
{
    private const int BatchBytes = 1 << 20;

    private readonly ArrayBufferWriter<byte> _batch = new(BatchBytes);
    private long _end = end;

    public void Copy(JournalPlace record)
    {
        var bytes = _batch.GetSpan(record.Length)[..record.Length];
        if (RandomAccess.Read(from, bytes, record.Offset) != record.Length) throw new IOException("The journal was cut by somebody.");
        _batch.Advance(record.Length);
        if (_batch.WrittenCount >= BatchBytes) Write();
    }

    public void Dispose() => Write();

    private void Write()
    {
        files.Write(to, _batch.WrittenSpan, _end);
        _end += _batch.WrittenCount;
        _batch.ResetWrittenCount();
    }
}
