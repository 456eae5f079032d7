using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shoal.Core.Primitives;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Platform;

namespace Shoal.Engine.State;

/// <summary>Where an engine remembers: .torrent files written once, and a journal of what changes. One engine a folder.</summary>
/// <remarks>Saving never waits: the newest record of each torrent is kept until the next <see cref="FlushAsync"/>.</remarks>
internal sealed class StateFolder : IAsyncDisposable
{
    /// <summary>Longest .torrent file kept, in bytes: metadata of 30 MiB with the hashes of a v2 torrent beside it.</summary>
    public const int MaxTorrentBytes = 128 << 20;

    private const string TorrentsFolder = "torrents";

    private readonly StateLock _lock;
    private readonly DurableFiles _files;
    private readonly Journal _journal;
    private readonly List<SavedTorrent> _loaded = [];
    private readonly ConcurrentDictionary<InfoHash, ResumeRecord?> _dirty = new();   // null: removed
    private readonly SemaphoreSlim _flushing = new(1, 1);

    private StateFolder(string path, ILogger log)
    {
        IFileSystem system = OperatingSystem.IsLinux() ? new LinuxFileSystem() : new PortableFileSystem();
        _files = new DurableFiles(system, path);
        _lock = StateLock.Take(system, path);
        try
        {
            Directory.CreateDirectory(Path.Combine(path, TorrentsFolder));
            var torrents = Directory.EnumerateFiles(Path.Combine(path, TorrentsFolder)).Select(Path.GetFileName).ToHashSet();
            _journal = Journal.Open(_files, log, (infoHash, payload) => TakeLoaded(infoHash, payload, torrents));
            SweepRemoved();
            foreach (var orphan in _loaded.Where(t => !t.HasTorrent && t.Record.Magnet is null)) log.TorrentFileMissing(orphan.InfoHash, orphan.Record.Name);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Opens the folder, making it where it is missing, and reads everything.</summary>
    /// <exception cref="IOException">In use by another Shoal, or unusable; the message says which and what to do.</exception>
    public static StateFolder Open(string path, ILogger log)
    {
        path = Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new StateFolder(path, log);
        }
        catch (DiskException fault)
        {
            throw new IOException(Storage.DiskMessages.For(fault, path, 0), fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException($"Shoal may not use {path}: give it the right to, or choose another folder with --state.", fault);
        }
    }

    /// <summary>The torrents as they were when the folder was opened.</summary>
    public IReadOnlyList<SavedTorrent> Load() => _loaded;

    /// <summary>Nobody asks for them again.</summary>
    public void LetLoadedGo()
    {
        _loaded.Clear();
        _loaded.TrimExcess();
    }

    /// <summary>The bytes of a .torrent file kept here; null when there is none or it is too long to be one.</summary>
    public byte[]? ReadTorrent(InfoHash infoHash)
    {
        var path = Path.Combine(_files.Folder, TorrentPath(infoHash));
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MaxTorrentBytes } ? File.ReadAllBytes(path) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Keeps a .torrent file; it is on the device when the task ends. Once kept, it is never written again.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public Task SaveTorrentAsync(InfoHash infoHash, ReadOnlyMemory<byte> bytes) => RunAsync(() =>
    {
        if (!_files.Exists(TorrentPath(infoHash))) _files.Replace(TorrentPath(infoHash), file => _files.Write(file, bytes.Span, 0));
    });

    /// <summary>Remembers this state at the next flush. Never waits.</summary>
    public void Save(ResumeRecord record) => _dirty[record.InfoHashes.Primary] = record;

    /// <summary>Forgets the torrent at the next flush. Never waits.</summary>
    public void Remove(InfoHash infoHash) => _dirty[infoHash] = null;

    /// <summary>Ends when everything saved before the call is on the device.</summary>
    /// <exception cref="IOException">The disk failed; what was not written is tried again by the next flush.</exception>
    public Task FlushAsync() => RunAsync(Flush);

    /// <summary>Flushes, and lets the folder go.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _journal.Dispose();
            _lock.Dispose();
            _flushing.Dispose();
        }
    }

    private async Task RunAsync(Action deed)
    {
        await _flushing.WaitAsync().ConfigureAwait(false);
        try
        {
            await Task.Run(deed).ConfigureAwait(false);
        }
        catch (DiskException fault)
        {
            throw new IOException(Storage.DiskMessages.For(fault, _files.Folder, 0), fault);
        }
        finally
        {
            _flushing.Release();
        }
    }

    private void Flush()
    {
        var taken = new List<KeyValuePair<InfoHash, ResumeRecord?>>();
        foreach (var key in _dirty.Keys)
            if (_dirty.TryRemove(key, out var record)) taken.Add(new(key, record));
        try
        {
            foreach (var (infoHash, record) in taken)
            {
                if (record is null) _journal.Add(JournalRecordType.Removed, infoHash, null);
                else _journal.Add(JournalRecordType.Saved, infoHash, output => ResumeCodec.Write(record, output));
            }

            _journal.Commit();
        }
        catch (IOException)
        {
            foreach (var (infoHash, record) in taken) _dirty.TryAdd(infoHash, record);   // a newer one stays
            throw;
        }

        foreach (var (infoHash, record) in taken)
            if (record is null) _files.Delete(TorrentPath(infoHash));
    }

    private bool TakeLoaded(InfoHash infoHash, ReadOnlyMemory<byte> payload, HashSet<string?> torrents)
    {
        if (!ResumeCodec.TryRead(payload.Span, out var record) || record.InfoHashes.Primary != infoHash) return false;
        _loaded.Add(new SavedTorrent(record, torrents.Contains($"{infoHash}.torrent")));
        return true;
    }

    // A crash may have come between the record of a removal and the removal.
    private void SweepRemoved()
    {
        foreach (var infoHash in _journal.Removed) _files.Delete(TorrentPath(infoHash));
    }

    private static string TorrentPath(InfoHash infoHash) => $"{TorrentsFolder}/{infoHash}.torrent";
}
