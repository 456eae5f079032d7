using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Shoal.Engine.Sessions;
using Shoal.Web.Codes;
using Shoal.Web.Documents;
using Shoal.Web.Settings;

namespace Shoal.Web.Events;

/// <summary>Looks at the engine once a second while somebody listens, and tells what changed.</summary>
/// <remarks>
/// Listeners have no queues: each remembers the number of its last event and reads on from a shared history. So one who never reads
/// costs nothing, and one who was away too long gets a snapshot.
/// </remarks>
internal sealed class EventHub : IAsyncDisposable
{
    /// <summary>How often the engine is looked at.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How long it goes on looking after the last listener left: one that comes back finds its place.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ShoalEngine _engine;
    private readonly CodeDesk _desk;
    private readonly SettingsKeeper _settings;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly EventHistory _history = new();
    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private Dictionary<Torrent, (TorrentSnapshot Snapshot, TorrentRow Row)> _seen = [];
    private StatisticsDocument _statistics = new();
    private byte[] _codes = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _listeners;
    private long _lastLeft;
    private bool _isLooking;
    private bool _isDisposed;

    public EventHub(ShoalEngine engine, CodeDesk desk, SettingsKeeper settings, TimeProvider time)
    {
        (_engine, _desk, _settings, _time) = (engine, desk, settings, time);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Somebody begins to listen.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            _listeners++;
            if (_isLooking || _isDisposed) return;
            _isLooking = true;
            Look();
            _timer.Change(Period, Period);
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _listeners--;
            _lastLeft = _time.GetTimestamp();
        }
    }

    /// <summary>What comes after <paramref name="position"/>; the caller goes on from where it then stands.</summary>
    /// <param name="position">The number of the last event seen; negative for nobody's.</param>
    /// <param name="frames">Takes the events; a snapshot when the history does not reach back.</param>
    /// <returns>Ends when there is more.</returns>
    public Task Read(ref long position, List<EventFrame> frames)
    {
        lock (_gate)
        {
            if (position < 0 || !_history.TryGetAfter(position, frames))
            {
                frames.Clear();
                frames.Add(EventWriter.Snapshot(NameOf(_history.Last), _history.Last, _seen.Values.Select(seen => seen.Row), _statistics, _codes));
            }

            position = _history.Last;
            return _changed.Task;
        }
    }

    /// <summary>The number in a "Last-Event-ID" of ours; negative when it is another run's or nobody's.</summary>
    public long PositionOf(string? id)
    {
        var dash = id?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return dash > 0 && id![..dash] == _run && long.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position : -1;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _changed.TrySetResult();
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private string NameOf(long position) => string.Create(CultureInfo.InvariantCulture, $"{_run}-{position}");

    private void Tick()
    {
        lock (_gate)
        {
            if (_isDisposed || !_isLooking) return;
            if (_listeners == 0 && _time.GetElapsedTime(_lastLeft) > Patience)
            {
                _isLooking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            Look();
        }
    }

    // A torrent whose snapshot is the same object has not changed: most of thousands, most of the time.
    private void Look()
    {
        var torrents = _engine.Torrents;
        var seen = new Dictionary<Torrent, (TorrentSnapshot Snapshot, TorrentRow Row)>(torrents.Count);
        var changed = new List<(TorrentRow? Before, TorrentRow Now)>();
        var removed = new List<string>();
        foreach (var torrent in torrents)
        {
            var snapshot = torrent.Snapshot();
            var isKnown = _seen.Remove(torrent, out var before);
            if (isKnown && ReferenceEquals(before.Snapshot, snapshot))
            {
                seen[torrent] = before;
                continue;
            }

            var now = TorrentRow.Of(snapshot);
            seen[torrent] = (snapshot, now);
            var isRenamed = isKnown && before.Row.Id != now.Id;   // the metadata of a v2 magnet was a hybrid's
            if (isRenamed) removed.Add(before.Row.Id);
            if (before.Row != now) changed.Add((isRenamed ? null : before.Row, now));
        }

        removed.AddRange(_seen.Values.Select(gone => gone.Row.Id));
        var statistics = StatisticsDocument.Of(seen.Values.Select(one => one.Row), _engine.Limits, _settings.IsAlternative);
        var codes = JsonSerializer.SerializeToUtf8Bytes(_desk.All, WebJson.Default.CodesDocument);
        var areCodesNews = !codes.AsSpan().SequenceEqual(_codes);
        var isNews = changed.Count > 0 || removed.Count > 0 || statistics != _statistics || areCodesNews;
        (_seen, _statistics, _codes) = (seen, statistics, codes);
        if (!isNews) return;
        _history.Add(EventWriter.Delta(NameOf(_history.Next), _history.Next, changed, removed, statistics, areCodesNews ? codes : default));
        var waiting = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.TrySetResult();
    }
}
