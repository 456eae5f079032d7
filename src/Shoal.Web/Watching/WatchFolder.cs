using System.Text;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Web.Api;
using Shoal.Web.Settings;

namespace Shoal.Web.Watching;

/// <summary>Adds the .torrent and .magnet files that appear in a folder, and renames each: <c>.added</c>, or <c>.refused</c> with a text beside it that says why.</summary>
/// <remarks>A look that a dead network folder holds up holds up nothing else.</remarks>
internal sealed class WatchFolder : IAsyncDisposable
{
    /// <summary>How often the folder is looked at.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Longest .magnet file, in bytes.</summary>
    public const int MaxMagnetFileBytes = 1 << 20;

    private readonly ShoalEngine _engine;
    private readonly SettingsKeeper _settings;
    private readonly DownloadFolder _downloads;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly HashSet<WatchedFile> _stuck = [];   // done with, and could not be renamed
    private StillFiles _still = new();
    private string? _folder;
    private int _isLooking;
    private string? _fault;

    public WatchFolder(ShoalEngine engine, SettingsKeeper settings, DownloadFolder downloads, TimeProvider time)
    {
        (_engine, _settings, _downloads, _time) = (engine, settings, downloads, time);
        _timer = time.CreateTimer(_ => _ = Task.Run(LookAsync), null, Period, Period);
    }

    /// <summary>Why the folder cannot be watched just now, in one line; null when nothing is wrong.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    /// <summary>Looks once; at most one look is under way.</summary>
    public async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) != 0) return;
        try
        {
            await LookAsync(_settings.Now.Watch!).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _fault, "The watched folder: " + fault.Message);
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private async Task LookAsync(WatchSettings watch)
    {
        if (watch.Directory != _folder) (_folder, _still) = (watch.Directory, new StillFiles());
        if (_folder is not null)
        {
            await _engine.LoadAsync().ConfigureAwait(false);   // what is here already must be known to be
            var still = _still.Look(Listing(_folder), _time.GetElapsedTime(0));
            foreach (var (file, isHopeless) in still)
                if (!_stuck.Contains(file)) await TakeAsync(file, isHopeless, watch).ConfigureAwait(false);
        }

        Volatile.Write(ref _fault, null);
    }

    private static IEnumerable<WatchedFile> Listing(string folder) =>
        from file in new DirectoryInfo(folder).EnumerateFiles()
        where IsOfInterest(file.Name)
        select new WatchedFile(file.FullName, file.Attributes.HasFlag(FileAttributes.ReparsePoint) ? -1 : file.Length, file.LastWriteTimeUtc.Ticks);

    private static bool IsOfInterest(string name) => IsMagnet(name) || name.EndsWith(".torrent", StringComparison.OrdinalIgnoreCase);

    private static bool IsMagnet(string name) => name.EndsWith(".magnet", StringComparison.OrdinalIgnoreCase);

    private async Task TakeAsync(WatchedFile file, bool isHopeless, WatchSettings watch)
    {
        try
        {
            var (requests, refusal) = Read(file, watch);
            if (refusal is not null)
            {
                if (isHopeless) SetAside(file, ".refused", refusal);
                return;
            }

            foreach (var request in requests) await _engine.AddAsync(request).ConfigureAwait(false);
            SetAside(file, ".added", null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Somebody still holds it, or it is gone: the next look tells. A folder where nothing may be renamed would be done again and again.
            if (File.Exists(file.Path)) Remember(file);
        }
    }

    private (IReadOnlyList<AddTorrent> Requests, string? Refusal) Read(WatchedFile file, WatchSettings watch)
    {
        if (file.Length < 0) return ([], "This is a link; put the file itself here.");
        if (file.Length == 0) return ([], "This file is empty.");
        return IsMagnet(file.Path) ? ReadMagnets(file, watch) : ReadTorrent(file, watch);
    }

    private (IReadOnlyList<AddTorrent> Requests, string? Refusal) ReadTorrent(WatchedFile file, WatchSettings watch)
    {
        if (file.Length > MetainfoReader.MaxTorrentBytes) return ([], "This is too large for a .torrent file.");
        var bytes = File.ReadAllBytes(file.Path);
        if (!MetainfoReader.TryRead(bytes, out var metainfo, out var error)) return ([], error.ToString());
        return (metainfo.InfoHashes.Names.Any(name => _engine.Find(name) is not null) ? [] : [Request(watch) with { Metainfo = bytes }], null);
    }

    // A link a line.
    private (IReadOnlyList<AddTorrent> Requests, string? Refusal) ReadMagnets(WatchedFile file, WatchSettings watch)
    {
        if (file.Length > MaxMagnetFileBytes) return ([], "This is too large for a file of magnet links.");
        var requests = new List<AddTorrent>();
        var lines = Encoding.UTF8.GetString(File.ReadAllBytes(file.Path)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            if (!MagnetLink.TryParse(line, out var link, out var error)) return ([], error);
            if (!link.InfoHashes.Names.Any(name => _engine.Find(name) is not null)) requests.Add(Request(watch) with { Magnet = line });
        }

        return (requests, lines.Length == 0 ? "There is no magnet link in this file." : null);
    }

    private AddTorrent Request(WatchSettings watch) => new()
    {
        Directory = _downloads.Resolve(watch.Target),
        StartPaused = watch.IsPaused,
        Labels = watch.Labels ?? [],
    };

    private static void SetAside(WatchedFile file, string ending, string? why)
    {
        var target = file.Path + ending;
        for (var i = 2; File.Exists(target); i++) target = $"{file.Path}.{i}{ending}";
        File.Move(file.Path, target);
        if (why is not null) File.WriteAllText(target + ".txt", TerminalText.Escape(why) + Environment.NewLine);
    }

    private void Remember(WatchedFile file)
    {
        if (_stuck.Count >= StillFiles.MaxFiles) _stuck.Clear();
        _stuck.Add(file);
    }
}
