using Shoal.Core.Queueing;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Queueing;

/// <summary>Keeps the order of an engine's torrents and gives those their turn that the limits allow. The rules are <see cref="QueueRules"/>.</summary>
/// <remarks>It looks when something changed, and now and then for torrents that turned slow. It reads snapshots and waits for nobody.</remarks>
internal sealed class QueueKeeper : IAsyncDisposable
{
    /// <summary>Share of the time that looking may take when everything changes all the time: one part in so many.</summary>
    private const int RestFactor = 10;

    /// <summary>Seconds between two looks at rates.</summary>
    private const int LookPeriod = 5;

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _startedAt;
    private readonly Lock _gate = new();
    private Func<IEnumerable<LiveTorrent>> _torrents = () => [];
    private QueueOptions _options;
    private long _lastKey, _restsUntil;
    private int _room;   // downloads that may begin before the next look
    private int _isDue;
    private volatile bool _isHeld, _isTight;

    public QueueKeeper(QueueOptions options, TimeProvider time)
    {
        (_options, _time, _startedAt) = (options, time, time.GetTimestamp());
        _room = QueueRules.Decide([], options, []);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public QueueOptions Options
    {
        get => Volatile.Read(ref _options);
        set
        {
            Volatile.Write(ref _options, value);
            Poke();
        }
    }

    /// <summary>Whose queue it is; asked at each look.</summary>
    public void Watch(Func<IEnumerable<LiveTorrent>> torrents) => _torrents = torrents;

    /// <summary>A place for a torrent that is about to be listed. Where there is room it has its turn at once; the next look corrects what was wrong.</summary>
    /// <param name="key">Where it was in an earlier run; null for a new one, which goes to the bottom.</param>
    /// <param name="isForced">It never waits.</param>
    public QueueTicket Place(long? key, bool isForced)
    {
        lock (_gate)
        {
            var its = key ?? _lastKey + 1;
            _lastKey = Math.Max(_lastKey, its);
            return new QueueTicket(its, isForced, isForced || !Options.HasLimits || (!_isHeld && _room-- > 0));
        }
    }

    /// <summary>A place for what is no part of the queue: the swarm of a code.</summary>
    public static QueueTicket Outside() => new(0, isForced: false, mayRun: true);

    /// <summary>Many torrents are about to come: look when all are there.</summary>
    public void Hold() => _isHeld = true;

    public void Release()
    {
        _isHeld = false;
        Poke();
    }

    /// <summary>Something changed that may concern the queue. Returns at once.</summary>
    public void Poke()
    {
        if (_isHeld || Interlocked.Exchange(ref _isDue, 1) != 0) return;
        var rest = _time.GetElapsedTime(_time.GetTimestamp(), Volatile.Read(ref _restsUntil));
        if (rest > TimeSpan.Zero) _timer.Change(rest, Timeout.InfiniteTimeSpan);
        else ThreadPool.UnsafeQueueUserWorkItem(static keeper => keeper.Look(), this, preferLocal: false);
    }

    /// <param name="second">Counts the engine's seconds.</param>
    public void Tick(uint second)
    {
        if (_isTight && second % LookPeriod == 0) Poke();   // who turned slow or fast matters where places are scarce
    }

    /// <summary>Moves torrents among their own kind: downloads among downloads, seeds among seeds.</summary>
    public void Move(IReadOnlyCollection<Torrent> chosen, QueueMove move)
    {
        lock (_gate)
        {
            foreach (var kind in InOrder().GroupBy(place => place.IsSeed))
            {
                var places = kind.ToArray();
                var keys = places.Select(place => place.Torrent.Ticket.Key).ToArray();
                QueueOrder.Move(keys, [.. places.Select(place => chosen.Contains(place.Torrent))], move);
                for (var i = 0; i < places.Length; i++)
                {
                    if (places[i].Torrent.Ticket.Key == keys[i]) continue;
                    places[i].Torrent.Ticket.Key = keys[i];
                    _lastKey = Math.Max(_lastKey, keys[i]);
                    places[i].Torrent.OnQueueChanged();
                }
            }
        }

        Poke();
    }

    public ValueTask DisposeAsync()
    {
        _isHeld = true;
        return _timer.DisposeAsync();
    }

    // The next look may come at once when this one was cheap, and later when there are very many torrents.
    private void Look()
    {
        Volatile.Write(ref _isDue, 0);
        lock (_gate)
        {
            if (_isHeld) return;
            var began = _time.GetTimestamp();
            var places = InOrder();
            Count(places);
            Decide([.. places.Where(place => place.Wants)]);
            // Whoever comes back from a pause asks first.
            foreach (var place in places.Where(place => !place.Wants)) place.Torrent.Ticket.MayRun = !Options.HasLimits || place.Torrent.Ticket.IsForced;
            var now = _time.GetTimestamp();
            Volatile.Write(ref _restsUntil, now + (now - began) * RestFactor);
        }
    }

    private List<Standing> InOrder()
    {
        List<Standing> standings =
            [.. _torrents().Where(torrent => !torrent.IsUnlisted).Select(torrent => new Standing(torrent, torrent.Snapshot(), torrent.Ticket.Key))];
        standings.Sort();
        return standings;
    }

    private static void Count(List<Standing> inOrder)
    {
        var (downloads, seeds) = (0, 0);
        foreach (var standing in inOrder)
        {
            var position = standing.IsSeed ? ++seeds : ++downloads;
            if (standing.Torrent.Ticket.Position == position) continue;
            standing.Torrent.Ticket.Position = position;
            standing.Torrent.OnPositionChanged();
        }
    }

    private void Decide(List<Standing> wanting)
    {
        var (options, now) = (Options, _time.GetElapsedTime(_startedAt));
        foreach (var standing in wanting) standing.LookAtSpeed(options, now);
        var candidates = wanting.Select(standing => new QueueCandidate(standing.IsSeed, standing.Torrent.Ticket.IsForced, standing.Torrent.Ticket.Speed.IsSlow)).ToArray();
        var mayRun = new bool[candidates.Length];
        _room = QueueRules.Decide(candidates, options, mayRun);
        _isTight = options.HasLimits && (_room == 0 || mayRun.Contains(false));
        for (var i = 0; i < mayRun.Length; i++)
        {
            var ticket = wanting[i].Torrent.Ticket;
            if (ticket.MayRun == mayRun[i]) continue;
            ticket.MayRun = mayRun[i];
            ticket.Speed.Restart();
            wanting[i].Torrent.OnTurnChanged();
        }
    }

    private sealed record Standing(LiveTorrent Torrent, TorrentSnapshot Now, long Key) : IComparable<Standing>
    {
        public bool IsSeed => Now.IsComplete;

        /// <summary>It would run if it may. One that is checked counts, too: what it is now is what it most likely will be.</summary>
        public bool Wants => Now.State is not (TorrentState.Paused or TorrentState.Failed);

        public int CompareTo(Standing? other)
        {
            var order = Key.CompareTo(other!.Key);
            if (order == 0) order = Now.AddedAt.CompareTo(other.Now.AddedAt);
            return order != 0 ? order : string.CompareOrdinal(Now.InfoHashes.Primary.ToString(), other.Now.InfoHashes.Primary.ToString());
        }

        public void LookAtSpeed(QueueOptions options, TimeSpan now)
        {
            if (Now.State == TorrentState.Seeding) Torrent.Ticket.Speed.Look(Now.UploadRate < options.SlowUploadRate, now, options.SlowAfter);
            else if (Now.State is TorrentState.Downloading or TorrentState.FetchingMetadata)
                Torrent.Ticket.Speed.Look(Now.DownloadRate < options.SlowDownloadRate, now, options.SlowAfter);
        }
    }
}
