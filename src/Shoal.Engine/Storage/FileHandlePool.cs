namespace Shoal.Engine.Storage;

/// <summary>The open files of all torrents, least recently used closed first. A file in use is never closed under its user.</summary>
/// <param name="maxOpen">Most files open at once, but for those in use. Default of the engine 512.</param>
internal sealed class FileHandlePool(int maxOpen)
{
    private readonly Lock _lock = new();
    private OpenFile? _newest;
    private OpenFile? _oldest;

    /// <summary>Files open now.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a file for use; it must be given back by <see cref="Release"/>.</summary>
    public OpenFile Acquire(TorrentFolder folder, int index, bool write)
    {
        lock (_lock)
        {
            if (TryTake(folder, index, write) is { } open) return open;
        }

        lock (folder.OpeningLock)
        {
            lock (_lock)
            {
                if (TryTake(folder, index, write) is { } open) return open;
            }

            var opened = folder.OpenNow(index, write);
            OpenFile? replaced, evicted;
            lock (_lock)
            {
                replaced = folder.Open[index] is { } old ? Detach(old) : null;
                folder.Open[index] = opened;
                LinkNewest(opened);
                evicted = Count > maxOpen && OldestIdle() is { } idle ? Detach(idle) : null;
            }

            replaced?.Handle.Dispose();
            evicted?.Handle.Dispose();
            return opened;
        }
    }

    public void Release(OpenFile file)
    {
        bool last;
        lock (_lock) last = --file.Users == 0 && file.IsDetached;
        if (last) file.Handle.Dispose();
    }

    /// <summary>Closes the files of one torrent, those in use as soon as they are given back.</summary>
    public void CloseAll(TorrentFolder folder)
    {
        for (var i = 0; i < folder.Open.Length; i++)
        {
            OpenFile? idle;
            lock (_lock) idle = folder.Open[i] is { } open ? Detach(open) : null;
            idle?.Handle.Dispose();
        }
    }

    private OpenFile? TryTake(TorrentFolder folder, int index, bool write)
    {
        var open = folder.Open[index];
        if (open is null || (write && !open.CanWrite)) return null;
        open.Users++;
        if (_newest != open)
        {
            Unlink(open);
            LinkNewest(open);
        }

        return open;
    }

    /// <summary>Out of the pool; returned when nobody uses it and the caller must close it.</summary>
    private OpenFile? Detach(OpenFile file)
    {
        Unlink(file);
        file.Folder.Open[file.Index] = null;
        file.IsDetached = true;
        return file.Users == 0 ? file : null;
    }

    private OpenFile? OldestIdle()
    {
        var file = _oldest;
        while (file is { Users: > 0 }) file = file.Newer;
        return file;
    }

    private void LinkNewest(OpenFile file)
    {
        (file.Older, file.Newer) = (_newest, null);
        if (_newest is not null) _newest.Newer = file;
        _newest = file;
        _oldest ??= file;
        Count++;
    }

    private void Unlink(OpenFile file)
    {
        if (file.Newer is null) _newest = file.Older;
        else file.Newer.Older = file.Older;
        if (file.Older is null) _oldest = file.Newer;
        else file.Older.Newer = file.Newer;
        (file.Newer, file.Older) = (null, null);
        Count--;
    }
}
