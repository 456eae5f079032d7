using System.Net;

namespace Shoal.Tracker;

/// <summary>What the admin API bans: kept in the state folder, in the form of an operator's own list, and read at the start. Any thread.</summary>
internal sealed class BanList
{
    /// <summary>Most networks; a longer list belongs into a file of the operator.</summary>
    public const int MaxNetworks = 65_536;

    private const string Name = "bans";

    private readonly TrackerDesk _desk;
    private readonly string? _path;
    private readonly Lock _gate = new();
    private readonly List<IPNetwork> _networks = [];

    /// <param name="desk">Is told who is banned.</param>
    /// <param name="folder">Null: bans end with the tracker. A file there that is damaged is set aside, not deleted.</param>
    /// <exception cref="IOException">The file can neither be read nor set aside.</exception>
    public BanList(TrackerDesk desk, string? folder)
    {
        (_desk, _path) = (desk, folder is null ? null : Path.Combine(folder, Name));
        if (_path is null || !File.Exists(_path)) return;
        try
        {
            _networks.AddRange(RuleFiles.Networks(_path).Take(MaxNetworks));
            _desk.Banned = new AddressSet(_networks);
        }
        catch (IOException e)
        {
            _networks.Clear();
            _desk.Log.StateDamaged(e.Message);
            File.Move(_path, _path + ".damaged", overwrite: true);
        }
    }

    /// <summary>They outlive the tracker.</summary>
    public bool IsKept => _path is not null;

    public IReadOnlyList<IPNetwork> Networks
    {
        get
        {
            lock (_gate) return [.. _networks];
        }
    }

    /// <summary>In force at once. Returns null, or why it is not done or not kept.</summary>
    public string? Ban(IPNetwork network)
    {
        lock (_gate)
        {
            if (_networks.Contains(network)) return null;
            if (_networks.Count >= MaxNetworks) return $"there are {MaxNetworks} bans already";
            _networks.Add(network);
            _desk.Log.AddressBanned(network.ToString());
            return TakeEffect();
        }
    }

    /// <summary>Returns null, or why it may come back.</summary>
    public string? Lift(IPNetwork network)
    {
        lock (_gate) return _networks.Remove(network) ? TakeEffect() : null;
    }

    private string? TakeEffect()
    {
        _desk.Banned = new AddressSet(_networks);
        if (_path is null) return null;
        try
        {
            var fresh = _path + ".new";
            using (var file = new StreamWriter(fresh, Options))
            {
                file.WriteLine("# Banned by the admin API.");
                foreach (var network in _networks) file.WriteLine(network);
                file.Flush();
                ((FileStream)file.BaseStream).Flush(flushToDisk: true);
            }

            File.Move(fresh, _path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _desk.Log.StateNotSaved(e.Message);
            return $"in force, but not kept: {e.Message}";
        }
    }

    // Addresses of people: nobody else's business.
    private static FileStreamOptions Options
    {
        get
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return options;
        }
    }
}
