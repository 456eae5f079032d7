using Microsoft.Win32.SafeHandles;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Codes;

/// <summary>A file that a guest reads: from any place, at the engine's upload limit, until the sender stops.</summary>
internal sealed class SentFileStream(SafeFileHandle file, long length, TokenBucket limit, TimeProvider time, Func<bool> isAsOffered, Action<long, int> took, CancellationToken stopped) : Stream
{
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get => _position; set => Seek(value, SeekOrigin.Begin); }

    /// <exception cref="IOException">The file is not what was offered any more.</exception>
    /// <exception cref="OperationCanceledException">The sender stopped.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        stopped.ThrowIfCancellationRequested();
        var wanted = (int)Math.Min(buffer.Length, length - _position);
        if (wanted == 0) return 0;
        var read = await RandomAccess.ReadAsync(file, buffer[..wanted], _position, cancellationToken).ConfigureAwait(false);
        if (read == 0 || !isAsOffered()) throw new IOException("A file was changed while it was sent.");   // what was just read may be of both
        took(_position, read);
        _position += read;
        if (limit.Take(read) is { Ticks: > 0 } wait)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopped);
            await Task.Delay(wait, time, either.Token).ConfigureAwait(false);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it without blocking.");

    public override long Seek(long offset, SeekOrigin origin)
    {
        var place = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => length };
        ArgumentOutOfRangeException.ThrowIfNegative(place, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(place, length, nameof(offset));
        return _position = place;
    }

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
