using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Keeps the swarms in the state folder: read at the start, saved every while and at the end.</summary>
internal sealed class StateKeeper : IDisposable
{
    private const int GenerationsPerTimeout = 8;

    private readonly TrackerDesk _desk;
    private readonly string _path;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _isClosed;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public StateKeeper(TrackerDesk desk, string folder)
    {
        (_desk, _path) = (desk, Path.Combine(folder, SwarmFile.Name));
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private TimeSpan Generation => _desk.Options.Swarms.PeerTimeout / GenerationsPerTimeout;

    /// <summary>Puts in what was saved; a file that is damaged is set aside under another name, not deleted.</summary>
    public void Load()
    {
        try
        {
            if (SwarmFile.Check(_path) is not { } head) return;
            _desk.UseIdKey(head.IdKey0, head.IdKey1);
            var silent = _desk.Time.GetUtcNow() - head.SavedAt;
            if (silent < TimeSpan.Zero) silent = TimeSpan.Zero;
            SwarmFile.Read(_path, _desk.Swarms, age => (int)Math.Min(int.MaxValue, ((head.Generation * age) + silent) / Generation), _desk.Now);
            var now = _desk.Swarms.Count();
            _desk.Log.StateRead(now.Swarms, now.Peers);
        }
        catch (InvalidDataException e)
        {
            _desk.Log.StateDamaged(e.Message);
            File.Move(_path, _path + ".damaged", overwrite: true);
        }
    }

    public void Start() => _timer = _desk.Time.CreateTimer(_ => Save(), null, _desk.Options.SavePeriod, _desk.Options.SavePeriod);

    /// <summary>Null, or why it was not saved.</summary>
    public string? Save()
    {
        lock (_gate)
        {
            return _isClosed ? "another tracker has taken over" : TryWrite();
        }
    }

    /// <summary>Saves a last time; from here on the file is somebody else's.</summary>
    public void SaveAndClose()
    {
        lock (_gate)
        {
            if (!_isClosed) TryWrite();
            _isClosed = true;
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        SaveAndClose();
    }

    private string? TryWrite()
    {
        try
        {
            var (key0, key1) = _desk.IdKey;
            SwarmFile.Write(_path, _desk.Swarms, new SwarmFileHead(_desk.Time.GetUtcNow(), Generation, key0, key1), _desk.Options.SavePeers);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _desk.Log.StateNotSaved(e.Message);
            return e.Message;
        }
    }
}
