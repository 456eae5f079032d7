using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Rooms;

/// <summary>What a member shares: follows its folders, hashes what is new in the background, and keeps the catalog. Any thread may ask.</summary>
internal sealed class SharedFolders : IAsyncDisposable
{
    /// <summary>Folders are looked through this often even when nobody says that something changed; seldomer when looking takes long.</summary>
    private static readonly TimeSpan ScanPeriod = TimeSpan.FromSeconds(8), ScanPeriodMax = TimeSpan.FromMinutes(2);
    private const int ScanShare = 40;

    /// <summary>A file written to this lately is still being written to.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan EventsPause = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<string> _roots;
    private readonly TimeProvider _time;
    private readonly ShareMemory _memory;
    private readonly InfoHash? _room;
    private readonly Action _changed;
    private readonly IFileSystem _disk = FileSystems.Local;
    private readonly ShareHasher _hasher = new(FileSystems.Local);
    private readonly ShareScan _scan = new(FileSystems.Local);
    private readonly Lock _lock = new();
    private readonly Catalog _catalog = new();
    private readonly Dictionary<(string Root, string Path), SharedFile> _files = [];
    private readonly Dictionary<InfoHash, List<SharedFile>> _byName = [];
    private readonly HashSet<string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private long _pendingBytes, _hashedBytes;
    private bool _isWatching = true;

    /// <param name="roots">Folders; made when missing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="memory">What is hashed already.</param>
    /// <param name="room">For swarms of their own; null for those of all open rooms.</param>
    /// <param name="changed">Told when the catalog is another. Any thread.</param>
    /// <exception cref="IOException">A folder cannot be made.</exception>
    public SharedFolders(IReadOnlyList<string> roots, TimeProvider time, ShareMemory memory, InfoHash? room, Action changed)
    {
        (_roots, _time, _memory, _room, _changed) = ([.. roots.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)], time, memory, room, changed);
        foreach (var root in _roots) Directory.CreateDirectory(root);
        foreach (var root in _roots) Watch(root);
        _running = Task.Run(RunAsync);
    }

    public IReadOnlyList<string> Roots => _roots;

    /// <summary>Ends when everything that was there at the start is hashed.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Bytes still to be hashed, and hashed of those.</summary>
    public (long Pending, long Hashed) Hashing => (Volatile.Read(ref _pendingBytes), Volatile.Read(ref _hashedBytes));

    public RoomPing Standing
    {
        get { lock (_lock) return _catalog.Standing; }
    }

    public IReadOnlyList<CatalogEntry> Entries
    {
        get { lock (_lock) return [.. _catalog.Entries]; }
    }

    public CatalogPage PageSince(long revision)
    {
        lock (_lock) return _catalog.PageSince(revision);
    }

    /// <summary>The file whose swarm has this name; null when none is shared.</summary>
    public SharedFile? Find(InfoHash name)
    {
        lock (_lock) return _byName.GetValueOrDefault(name)?[0];
    }

    public SharedFile? Find(Sha256Hash root, long length) => Find(RoomTorrent.NameOf(root, length, _room));

    /// <summary>A file that we just received, in one of the folders or elsewhere: shared without another look at its bytes.</summary>
    /// <param name="fullPath">Where it is.</param>
    /// <param name="root">Verified.</param>
    /// <param name="layer">Its piece layer; empty for a file of one piece.</param>
    public void AddKnown(string fullPath, Sha256Hash root, byte[] layer)
    {
        var home = _roots.FirstOrDefault(one => fullPath.StartsWith(one + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        var folder = home ?? Path.GetDirectoryName(fullPath)!;
        var path = Path.GetRelativePath(folder, fullPath).Replace(Path.DirectorySeparatorChar, '/');
        if (_disk.StatusOf(folder, path) is not { Kind: FileKind.File } status) return;
        var file = new SentFile(folder, path, status);
        lock (_lock)
        {
            _memory.Keep([(fullPath, status, root, layer)]);
            Put(file, root);
        }

        _changed();
    }

    /// <summary>Look through the folders soon: something is not as it was.</summary>
    public void LookAgain()
    {
        try
        {
            if (_wake.CurrentCount == 0) _wake.Release();
        }
        catch (Exception expected) when (expected is SemaphoreFullException or ObjectDisposedException)
        {
            // Expected: somebody else woke it, or it is over.
        }
    }

    /// <summary>The piece layer of a shared file; null when it was lost: the file is hashed again then.</summary>
    public byte[]? LayerOf(SharedFile file)
    {
        if (file.Entry.Length <= RoomTorrent.PieceBytesFor(file.Entry.Length)) return [];
        lock (_lock) return _memory.LayerOf(file.Entry.Root);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var watcher in _watchers) watcher.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _wake.Dispose();
    }

    private void Watch(string root)
    {
        try
        {
            var watcher = new FileSystemWatcher(root) { IncludeSubdirectories = true, InternalBufferSize = 64 * 1024 };
            watcher.Changed += (_, _) => LookAgain();
            watcher.Created += (_, _) => LookAgain();
            watcher.Deleted += (_, _) => LookAgain();
            watcher.Renamed += (_, _) => LookAgain();
            watcher.Error += (_, _) => _isWatching = false;   // too much at once, or too many folders: the clock alone then
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            _isWatching = false;   // expected: out of watches
        }
    }

    private async Task RunAsync()
    {
        var cancel = _stopping.Token;
        try
        {
            while (true)
            {
                var began = _time.GetTimestamp();
                var pending = Compare(_scan.Find(_roots, cancel), out var isUnsettled);
                var took = _time.GetElapsedTime(began);
                if (!HashUntil(pending, began, cancel)) continue;   // a first look at a large folder takes hours, and it changes meanwhile
                if (!isUnsettled) _settled.TrySetResult();
                var pause = isUnsettled ? SettleTime + took * ScanShare / 4 : _isWatching && took * ScanShare > ScanPeriod ? took * ScanShare : ScanPeriod;
                if (await _wake.WaitAsync(pause < ScanPeriodMax ? pause : ScanPeriodMax, cancel).ConfigureAwait(false))
                    await Task.Delay(EventsPause, _time, cancel).ConfigureAwait(false);   // what belongs together comes together
            }
        }
        catch (OperationCanceledException)
        {
            // Expected: sharing ends.
        }
    }

    // What is gone leaves the catalog, what is known enters it; the rest is to be hashed.
    private List<SentFile> Compare(List<SentFile> found, out bool isUnsettled)
    {
        var pending = new List<SentFile>();
        var now = _time.GetUtcNow().UtcTicks;
        isUnsettled = false;
        lock (_lock)
        {
            var before = _catalog.Revision;
            var there = found.Select(file => (file.Root, file.Path)).ToHashSet();
            foreach (var (key, file) in _files.ToList())
                if (!there.Contains(key) && (_roots.Contains(key.Root) || !IsAsItWas(file))) Drop(key);
            foreach (var file in found)
            {
                var isKnown = _files.TryGetValue((file.Root, file.Path), out var shared);
                if (isKnown && shared!.File.IsSameAs(file.Status) && shared.File.Status.Identity == file.Status.Identity) continue;
                if (isKnown) Drop((file.Root, file.Path));
                if (Math.Abs(now - file.Status.ModifiedTicks) < SettleTime.Ticks) isUnsettled = true;
                else if (_memory.Find(Path.Combine(file.Root, file.Path), file.Status) is { } root && HasLayer(root, file)) Put(file, root);
                else pending.Add(file);
            }

            if (_catalog.Revision == before) return pending;
        }

        _changed();
        return pending;
    }

    private bool IsAsItWas(SharedFile file) => _disk.StatusOf(file.File.Root, file.File.Path) is { } now && file.File.IsSameAs(now);

    private bool HasLayer(Sha256Hash root, SentFile file) =>
        file.Status.LengthBytes <= RoomTorrent.PieceBytesFor(file.Status.LengthBytes) || _memory.LayerOf(root) is not null;

    // False when it is time for another look first.
    private bool HashUntil(List<SentFile> pending, long began, CancellationToken cancel)
    {
        Volatile.Write(ref _pendingBytes, pending.Sum(file => file.Status.LengthBytes));
        var done = 0L;
        while (pending.Count > 0)
        {
            var batch = ShareHasher.NextBatch(pending);
            var hashed = _hasher.Hash(batch, bytes => Volatile.Write(ref _hashedBytes, done + bytes), cancel);
            done += batch.Sum(file => file.Status.LengthBytes);
            Take(batch, hashed);
            if (pending.Count > 0 && _time.GetElapsedTime(began) > ScanPeriod) return false;
        }

        Volatile.Write(ref _pendingBytes, 0);
        Volatile.Write(ref _hashedBytes, 0);
        return true;
    }

    private void Take(List<SentFile> batch, IReadOnlyList<(Sha256Hash Root, byte[] Layer)?> hashed)
    {
        lock (_lock)
        {
            var good = batch.Zip(hashed).Where(pair => pair.Second is not null).Select(pair => (File: pair.First, pair.Second!.Value.Root, pair.Second.Value.Layer)).ToList();
            _memory.Keep([.. good.Select(one => (Path.Combine(one.File.Root, one.File.Path), one.File.Status, one.Root, one.Layer))]);
            foreach (var one in good) Put(one.File, one.Root);
        }

        _changed();
    }

    // Under the lock.
    private void Put(SentFile file, Sha256Hash root)
    {
        Drop((file.Root, file.Path));
        if (FreePath(file) is not { } path) return;
        var entry = new CatalogEntry(path, file.Status.LengthBytes, root, (file.Status.ModifiedTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond);
        if (!_catalog.Put(entry)) return;
        var shared = new SharedFile(file, entry, RoomTorrent.HashOf(root, entry.Length, _room));
        _paths.Add(path);
        _files[(file.Root, file.Path)] = shared;
        if (!_byName.TryGetValue(shared.Hash.Truncated, out var all)) _byName.Add(shared.Hash.Truncated, all = []);
        all.Add(shared);
    }

    // Under the lock.
    private void Drop((string Root, string Path) key)
    {
        if (!_files.Remove(key, out var shared)) return;
        _catalog.Remove(shared.Entry.Path);
        _paths.Remove(shared.Entry.Path);
        var all = _byName[shared.Hash.Truncated];
        all.Remove(shared);
        if (all.Count == 0) _byName.Remove(shared.Hash.Truncated);
    }

    // Names that differ in case alone are one name on other systems.
    private string? FreePath(SentFile file)
    {
        var label = _roots is [_] && file.Root == _roots[0] ? string.Empty : Path.GetFileName(file.Root);
        if (ShareScan.SafePathOf(label, file.Path) is not { } path) return null;
        if (!_paths.Contains(path)) return path;
        var (stem, extension) = (path[..^Path.GetExtension(path).Length], Path.GetExtension(path));
        for (var number = 1; number < 100; number++)
            if ($"{stem}.{number}{extension}" is var other && !_paths.Contains(other) && SafePath.IsSafe(other)) return other;
        return null;
    }
}
