using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Streaming;

/// <summary>A file of a torrent as a stream: reading waits until the bytes are here and verified. For one reader at a time.</summary>
internal sealed class TorrentFileStream(LiveTorrent torrent, FileReader reader, TorrentGeometry geometry, TimeProvider time) : Stream
{
    /// <summary>A disk that does not answer for so long ends the reading.</summary>
    public static readonly TimeSpan DiskTimeout = TimeSpan.FromSeconds(30);

    private const int BufferBytes = 128 << 10;

    // Its own, not the caller's: a read that a dead disk holds up may still fill it after the caller was told and left.
    private byte[]? _buffer;
    private int _from, _to;
    private long _position;
    private Readable _here;
    private bool _isClosed;

    public override bool CanRead => !_isClosed;
    public override bool CanSeek => !_isClosed;
    public override bool CanWrite => false;
    public override long Length => reader.File.Length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value == _position) return;
            (_position, _from, _to) = (value, 0, 0);
            _here = _here with { End = 0 };
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    /// <exception cref="TorrentReadException">The torrent stopped, or the disk does not answer.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_position >= Length || buffer.IsEmpty) return 0;
        if (_from == _to) await FillAsync(cancellationToken).ConfigureAwait(false);
        var count = Math.Min(buffer.Length, _to - _from);
        _buffer.AsSpan(_from, count).CopyTo(buffer.Span);
        _from += count;
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reading may take for ever: use ReadAsync.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isClosed && disposing) torrent.CloseReader(reader);
        _isClosed = true;
        base.Dispose(disposing);
    }

    private async Task FillAsync(CancellationToken cancel)
    {
        if (reader.Ended is { } why) throw new TorrentReadException(why);
        if (_position >= _here.End) _here = await torrent.AskAsync(reader, _position, cancel).ConfigureAwait(false);
        var count = (int)Math.Min(Math.Min(_here.End, Length) - _position, BufferBytes);
        var place = reader.File.Offset + _position;
        var range = new BlockRange(geometry.Piece((int)(place / geometry.PieceBytes)), (int)(place % geometry.PieceBytes), count);
        var (buffer, storage) = (_buffer ?? new byte[BufferBytes], _here.Storage);
        _buffer = null;
        try
        {
            await Task.Run(() => storage.Read([range], buffer.AsMemory(0, count), 0), CancellationToken.None).WaitAsync(DiskTimeout, time, cancel).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw new TorrentReadException(fault.Message);
        }
        catch (TimeoutException)
        {
            throw new TorrentReadException($"The disk with {storage.Directory} does not answer.");
        }

        (_buffer, _from, _to) = (buffer, 0, count);
    }
}
