using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Shoal.Core.Primitives;
using Shoal.Engine.Diagnostics;

namespace Shoal.Engine.State;

/// <summary>The one append-only file of small records; rewritten without its dead part when that is the larger one.</summary>
/// <remarks>Not for two threads at once.</remarks>
internal sealed class Journal : IDisposable
{
    public const string FileName = "session.log";

    /// <summary>What could not be read goes here, a file a time; nothing in it is ever deleted.</summary>
    public const string SetAsideFolder = "set-aside";

    /// <summary>A smaller journal is not worth rewriting, in bytes.</summary>
    private const int CompactFromBytes = 256 << 10;

    /// <summary>Longest journal that is read at all, in bytes.</summary>
    private const long MaxBytes = 1L << 30;

    private readonly DurableFiles _files;
    private readonly ILogger _log;
    private readonly Dictionary<InfoHash, JournalPlace> _live;
    private readonly ArrayBufferWriter<byte> _batch = new();
    private readonly List<(InfoHash InfoHash, JournalRecordType Type, int Start, int Length)> _batched = [];
    private SafeFileHandle _file;
    private long _end;
    private long _liveBytes;

    private Journal(DurableFiles files, ILogger log, SafeFileHandle file, JournalReading reading)
    {
        (_files, _log, _file, _live, _end) = (files, log, file, reading.Saved, reading.End);
        _liveBytes = _live.Values.Sum(p => (long)p.Length);
        Removed = reading.Removed;
    }

    /// <summary>Torrents that were removed; their files may still lie about.</summary>
    public IReadOnlyCollection<InfoHash> Removed { get; }

    /// <summary>Bytes of the file, dead records counted.</summary>
    public long LengthBytes => _end;

    /// <summary>Reads the journal, and hands every torrent's last state to the caller.</summary>
    /// <param name="files">The state folder.</param>
    /// <param name="log">Told of everything that could not be read.</param>
    /// <param name="take">Takes a payload; false when it means nothing: it is set aside then.</param>
    public static Journal Open(DurableFiles files, ILogger log, Func<InfoHash, ReadOnlyMemory<byte>, bool> take)
    {
        var file = files.Open(FileName);
        try
        {
            var length = RandomAccess.GetLength(file);
            if (length > MaxBytes) throw new IOException($"{Path.Combine(files.Folder, FileName)} is too long to be a journal: move it away.");
            var bytes = new byte[length];
            var read = RandomAccess.Read(file, bytes, 0);
            var reading = JournalReading.Of(bytes.AsSpan(0, read));
            foreach (var (infoHash, place) in reading.Saved)
            {
                if (take(infoHash, bytes.AsMemory((int)place.Offset + JournalRecord.HeadBytes, place.Length - JournalRecord.HeadBytes))) continue;
                reading.Damage.Add(new JournalDamage(place.Offset, place.Length, IsTornTail: false));
                reading.Saved.Remove(infoHash);
            }

            var journal = new Journal(files, log, file, reading);
            journal.Mend(bytes.AsMemory(0, read), reading);
            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record to the batch that <see cref="Commit"/> writes.</summary>
    public void Add(JournalRecordType type, InfoHash infoHash, Action<IBufferWriter<byte>>? writePayload)
    {
        var start = _batch.WrittenCount;
        _batch.GetSpan(JournalRecord.HeadBytes);
        _batch.Advance(JournalRecord.HeadBytes);
        writePayload?.Invoke(_batch);
        var length = _batch.WrittenCount - start;
        JournalRecord.Seal(Writable(start, length), type, infoHash);
        _batched.Add((infoHash, type, start, length));
    }

    /// <summary>Writes the batch by one write and one flush. On a fault the journal is as it was, and the batch is gone.</summary>
    public void Commit()
    {
        try
        {
            if (_batched.Count == 0) return;
            _files.Write(_file, _batch.WrittenSpan, _end);
            _files.Flush(_file);
            foreach (var (infoHash, type, start, length) in _batched)
            {
                if (_live.Remove(infoHash, out var dead)) _liveBytes -= dead.Length;
                if (type != JournalRecordType.Saved) continue;
                _live[infoHash] = new JournalPlace(_end + start, length);
                _liveBytes += length;
            }

            _end += _batch.WrittenCount;
        }
        catch (IOException)
        {
            TryCut();
            throw;
        }
        finally
        {
            _batch.ResetWrittenCount();
            _batched.Clear();
        }

        if (_end > CompactFromBytes && _liveBytes < _end / 2) Compact();
    }

    /// <summary>Writes the live records into a new file that takes the old one's place.</summary>
    public void Compact()
    {
        var places = new Dictionary<InfoHash, JournalPlace>(_live.Count);
        var end = 0L;
        _files.Replace(FileName, file =>
        {
            _files.Write(file, JournalReading.Signature, 0);
            end = JournalReading.Signature.Length;
            using var output = new JournalCopy(_files, _file, file, end);
            foreach (var (infoHash, place) in _live.OrderBy(p => p.Value.Offset))
            {
                output.Copy(place);
                places[infoHash] = place with { Offset = end };
                end += place.Length;
            }
        });

        _file.Dispose();
        _file = _files.Open(FileName);
        foreach (var (infoHash, place) in places) _live[infoHash] = place;
        _end = end;
    }

    public void Dispose() => _file.Dispose();

    private Span<byte> Writable(int start, int length) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(_batch.WrittenMemory).Span.Slice(start, length);

    // Puts what could not be read aside, and leaves a journal that ends after its last whole record.
    private void Mend(ReadOnlyMemory<byte> journal, JournalReading reading)
    {
        var isDamaged = false;
        foreach (var damage in reading.Damage)
        {
            if (damage.IsTornTail)
            {
                _log.JournalTailCut(damage.Length);
                continue;
            }

            isDamaged = true;
            var path = FreeName();
            _files.Replace(path, file => _files.Write(file, journal.Span.Slice((int)damage.Offset, damage.Length), 0));
            _log.JournalDamaged(damage.Length, damage.Offset, path);
        }

        if (isDamaged) Compact();
        else if (_end == 0) Begin();
        else if (reading.Damage.Count > 0) _files.Cut(_file, _end);
    }

    private void Begin()
    {
        _end = JournalReading.Signature.Length;
        _files.Write(_file, JournalReading.Signature, 0);
        _files.Cut(_file, _end);
        _files.FlushFolder(string.Empty);
    }

    private string FreeName()
    {
        for (var i = 1; ; i++)
            if ($"{SetAsideFolder}/session-{i}.damaged" is var path && !_files.Exists(path)) return path;
    }

    private void TryCut()
    {
        try
        {
            _files.Cut(_file, _end);
        }
        catch (IOException fault)
        {
            _log.JournalNotCut(fault.Message);       // half a record stays at the end: the next write goes over it
        }
    }
}
