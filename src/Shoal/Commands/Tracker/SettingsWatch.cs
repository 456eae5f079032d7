using Microsoft.Extensions.Logging;
using Shoal.Tracker;

namespace Shoal.Commands;

/// <summary>Reads the settings of a running tracker again: on SIGHUP, by the admin API, and when their file changes.</summary>
internal sealed partial class SettingsWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly string? _path;
    private readonly Func<TrackerOptions> _read;
    private readonly TrackerServer _server;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private (DateTime, long) _seen;

    public SettingsWatch(string? path, Func<TrackerOptions> read, TrackerServer server, TimeProvider time, ILogger log)
    {
        (_path, _read, _server, _log, _seen) = (path, read, server, log, Stamp(path));
        _timer = time.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>Null, or why everything stays as it was.</summary>
    public string? Reload()
    {
        lock (_gate)
        {
            try
            {
                _server.Apply(_read());
                Read(_log);
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CommandFailedException)
            {
                Unreadable(_log, e.Message);
                return e.Message;
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var stamp = Stamp(_path);
        if (stamp == _seen) return;
        _seen = stamp;
        Reload();
    }

    private static (DateTime, long) Stamp(string? path) =>
        path is not null && new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    [LoggerMessage(7101, LogLevel.Information, "Settings were read again")]
    private static partial void Read(ILogger logger);

    [LoggerMessage(7102, LogLevel.Warning, "Settings stay as they were: {Reason}")]
    private static partial void Unreadable(ILogger logger, string reason);
}
