using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Streaming;

/// <summary>Somebody who reads a file of a torrent: where they are, and whether they wait. Lives on the torrent's turns.</summary>
internal sealed class FileReader(TorrentFile file, TorrentGeometry geometry)
{
    /// <summary>Bytes after the reader's place that are asked for before the rest of the torrent; two pieces at least.</summary>
    public const int ReadAheadBytes = 16 << 20;

    /// <summary>Bytes told to be here at once: at their end the reader asks again, and the window follows.</summary>
    private const int StepBytes = 1 << 20;

    private TaskCompletionSource<Readable>? _waiting;
    private volatile string? _ended;

    public TorrentFile File => file;

    /// <summary>Where it last asked, in the file.</summary>
    public long Position { get; private set; }

    /// <summary>When it last asked.</summary>
    public TimeSpan AskedAt { get; private set; }

    /// <summary>Why nothing more is read; null while it is. May be asked from any thread.</summary>
    public string? Ended => _ended;

    public bool IsWaiting => _waiting is not null;

    /// <summary>What is here from a place on; ends when something is.</summary>
    public Task<Readable> AskAsync(long position, PieceSet have, TorrentStorage storage, TimeSpan now)
    {
        if (_ended is { } why) return Task.FromException<Readable>(new TorrentReadException(why));
        (Position, AskedAt) = (position, now);
        if (Here(have) is > 0 and var bytes) return Task.FromResult(new Readable(position + bytes, storage));
        _waiting = new TaskCompletionSource<Readable>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiting.Task;
    }

    /// <summary>A piece came.</summary>
    public void Look(PieceSet have, TorrentStorage storage)
    {
        if (_waiting is not { } waiting || Here(have) is not (> 0 and var bytes)) return;
        _waiting = null;
        waiting.TrySetResult(new Readable(Position + bytes, storage));
    }

    /// <summary>Nothing more is read.</summary>
    public void End(string why)
    {
        _ended ??= why;
        _waiting?.TrySetException(new TorrentReadException(why));
        _ = _waiting?.Task.Exception;   // observed: the reader may be gone
        _waiting = null;
    }

    /// <summary>The pieces it is about to read that are not here, the next first.</summary>
    public IEnumerable<int> Missing(PieceSet have)
    {
        if (file.Length == 0 || Position >= file.Length) yield break;
        var first = PieceAt(Position);
        var last = Math.Min(PieceAt(file.Length - 1), Math.Max(PieceAt(Math.Min(Position + ReadAheadBytes, file.Length - 1)), first + 1));
        for (var piece = first; piece <= last; piece++)
            if (!have.Contains(piece)) yield return piece;
    }

    private int PieceAt(long position) => (int)((file.Offset + position) / geometry.PieceBytes);

    private long Here(PieceSet have)
    {
        var end = Math.Min(file.Length, Position + StepBytes);
        var here = Position;
        while (here < end && have.Contains(PieceAt(here))) here = Math.Min(end, (long)(PieceAt(here) + 1) * geometry.PieceBytes - file.Offset);
        return here - Position;
    }
}

/// <param name="End">The first byte of the file that is not known to be here.</param>
/// <param name="Storage">Where to read.</param>
internal readonly record struct Readable(long End, TorrentStorage Storage);
