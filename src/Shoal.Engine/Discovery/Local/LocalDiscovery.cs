using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.LocalDiscovery;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.Local;

/// <summary>Finds peers on the networks this machine is part of, itself included (BEP 14). One an engine; any thread may call.</summary>
/// <remarks>When to announce is <see cref="AnnounceTimetable"/>'s, by which interfaces <see cref="LocalSockets"/>'; this joins them with a clock.</remarks>
internal sealed class LocalDiscovery : IPeerFinder, IAsyncDisposable
{
    /// <summary>Up to so many names due at once go out one a datagram, as the oldest clients read them; more share datagrams.</summary>
    private const int SingleMax = 8;

    /// <summary>Datagrams sent by one interface in one round; the rest goes in the next, <see cref="Breath"/> later.</summary>
    private const int DatagramsMax = 20;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    /// <summary>Looking at all interfaces costs some ten milliseconds, so it is done when the system says that addresses changed, and else seldom.</summary>
    private static readonly TimeSpan ScanPeriod = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ScanDelay = TimeSpan.FromSeconds(1);

    /// <summary>After a change of addresses: an interface may be there and not be up yet, and nobody tells when it is.</summary>
    private static readonly TimeSpan ScanAgain = TimeSpan.FromSeconds(3);
    private const int ScansAfterChange = 4;

    private static readonly AddressFamily[] Families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    private readonly LocalGroup _group;
    private readonly TimeProvider _time;
    private readonly LocalSockets _sockets;
    private readonly long _startedAt;
    private readonly string _cookie = "shoal-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly byte[] _cookieBytes;
    private readonly Lock _gate = new();
    private readonly HearingLimits _limits = new();
    private readonly Dictionary<InfoHash, List<LocalWatch>> _watches = [];
    private readonly ITimer _timer, _scanner;
    private TimeSpan _wakeAt = TimeSpan.MaxValue, _spokeAt = -Breath;
    private bool _isDisposed;
    private int _scansSoon;
    private long _ignored, _found;

    /// <param name="sockets">Makes the sockets.</param>
    /// <param name="list">The ways there are; asked again every few seconds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="group">Where to; null: where BEP 14 says.</param>
    public LocalDiscovery(SocketFactory sockets, Func<IReadOnlyList<LocalWay>> list, TimeProvider time, LocalGroup? group = null)
    {
        (_group, _time, _startedAt, _cookieBytes) = (group ?? new LocalGroup(), time, time.GetTimestamp(), Encoding.ASCII.GetBytes(_cookie));
        _sockets = new LocalSockets(list, way => new LocalSocket(sockets, way, _group.Of(way.Address.AddressFamily), Hear));
        _sockets.Scan();
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _scanner = time.CreateTimer(_ => Scan(), null, ScanPeriod, Timeout.InfiniteTimeSpan);
        NetworkChange.NetworkAddressChanged += ScanSoon;
    }

    public PeerSource Source => PeerSource.LocalDiscovery;

    private TimeSpan Now => _time.GetElapsedTime(_startedAt);

    public IPeerSearch Begin(SwarmInterest swarm) =>
        new PeerSearches([.. swarm.Names.Select(name => Watch(name, swarm.Port, AnnounceRhythm.Torrent, swarm.OnPeers))]);

    /// <summary>Announces a name and tells who else does, until the watch is disposed. A name may be watched by several.</summary>
    /// <param name="name">A swarm's info-hash, or what else people meet under.</param>
    /// <param name="port">Where we can be dialled, TCP; 0: listen and announce nothing.</param>
    /// <param name="rhythm">How often.</param>
    /// <param name="onPeers">Told of peers, from any thread; must not wait. Of the same one again when it is still there after a while.</param>
    public LocalWatch Watch(InfoHash name, int port, AnnounceRhythm rhythm, Action<IReadOnlyList<IPEndPoint>> onPeers)
    {
        var watch = new LocalWatch(this, name, port, new AnnounceTimetable(rhythm, Random.Shared.NextDouble()), onPeers);
        lock (_gate)
        {
            if (!_watches.TryGetValue(name, out var list)) _watches.Add(name, list = []);
            list.Add(watch);
            if (port != 0) watch.Timetable.Start(Now);
            Arm(watch.Timetable.DueAt);
        }

        return watch;
    }

    /// <summary>How it stands.</summary>
    public LocalDiscoverySnapshot Snapshot() => new()
    {
        Interfaces = _sockets.Snapshot(),
        PacketsIgnored = Interlocked.Read(ref _ignored),
        PeersFound = Interlocked.Read(ref _found),
    };

    public async ValueTask DisposeAsync()
    {
        NetworkChange.NetworkAddressChanged -= ScanSoon;
        lock (_gate) _isDisposed = true;
        await _scanner.DisposeAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _sockets.DisposeAsync().ConfigureAwait(false);
    }

    internal void AskNow(LocalWatch watch)
    {
        lock (_gate)
        {
            if (watch.Port == 0) return;
            watch.Timetable.AskNow(Now);
            Arm(watch.Timetable.DueAt);
        }
    }

    internal void Remove(LocalWatch watch)
    {
        lock (_gate)
        {
            if (_watches.TryGetValue(watch.Name, out var list) && list.Remove(watch) && list.Count == 0) _watches.Remove(watch.Name);
        }
    }

    private void ScanSoon(object? sender, EventArgs e)
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _scansSoon = ScansAfterChange;
            _scanner.Change(ScanDelay, Timeout.InfiniteTimeSpan);
        }
    }

    private void Scan()
    {
        var isNew = _sockets.Scan();
        lock (_gate)
        {
            if (_isDisposed) return;
            _scansSoon = Math.Max(_scansSoon - 1, 0);
            _scanner.Change(_scansSoon > 0 ? ScanAgain : ScanPeriod, Timeout.InfiniteTimeSpan);
            if (!isNew) return;
            foreach (var watch in All().Where(watch => watch.Port != 0)) watch.Timetable.Start(Now);   // people there have heard nothing yet
            ArmForNext();
        }
    }

    // Sent under the lock: a watch that was disposed is silent from that moment on, as private torrents need.
    private void Wake()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            var now = Now;
            (_wakeAt, _spokeAt) = (TimeSpan.MaxValue, now);
            var due = All().Where(watch => watch.Timetable.DueAt <= now).ToList();
            foreach (var watches in Datagrams(due).Take(DatagramsMax))
            {
                Announce(watches);
                foreach (var watch in watches) watch.Timetable.OnSent(now);
            }

            ArmForNext();
        }
    }

    private static IEnumerable<LocalWatch[]> Datagrams(List<LocalWatch> due) =>
        due.GroupBy(watch => watch.Port).SelectMany(group => group.Chunk(due.Count <= SingleMax ? 1 : SearchMessage.MaxWrittenInfoHashes));

    private void Announce(LocalWatch[] watches)
    {
        var message = new SearchMessage { Port = watches[0].Port, InfoHashes = [.. watches.Select(watch => watch.Name)], Cookie = _cookie };
        foreach (var family in Families) _sockets.Send(family, message.ToDatagram(_group.Of(family).ToString()));
    }

    private void Hear(ReadOnlyMemory<byte> datagram, IPEndPoint sender)
    {
        if (datagram.Span.IndexOf(_cookieBytes) >= 0) return;   // ourselves
        if (!TryHear(datagram.Span, sender)) Interlocked.Increment(ref _ignored);
    }

    private bool TryHear(ReadOnlySpan<byte> datagram, IPEndPoint sender)
    {
        var listeners = new List<LocalWatch>();
        IPEndPoint peer;
        lock (_gate)
        {
            var now = Now;
            if (_isDisposed || !_sockets.AreNear(sender.Address) || !_limits.Allow(sender.Address, now)) return false;
            if (!SearchMessage.TryRead(datagram, out var message)) return false;
            peer = new IPEndPoint(sender.Address, message.Port);
            if (!AddressPolicy.AllowsPeer(sender.Address, peer)) return false;
            foreach (var hash in message.InfoHashes.Distinct())
                listeners.AddRange(Watching(hash).Where(watch => watch.Timetable.Hear(peer, message.Cookie, now)));
            foreach (var watch in listeners) Arm(watch.Timetable.DueAt);
        }

        foreach (var watch in listeners) watch.Tell(peer);
        if (listeners.Count > 0) Interlocked.Increment(ref _found);
        return true;
    }

    private IEnumerable<LocalWatch> All() => _watches.Values.SelectMany(list => list);

    private List<LocalWatch> Watching(InfoHash name) => _watches.GetValueOrDefault(name) ?? [];

    private void ArmForNext() => Arm(All().Select(watch => watch.Timetable.DueAt).DefaultIfEmpty(TimeSpan.MaxValue).Min());

    // Under the lock. A breath between two rounds: names that are watched one after another go out together.
    private void Arm(TimeSpan at)
    {
        if (at < _spokeAt + Breath) at = _spokeAt + Breath;
        if (_isDisposed || at >= _wakeAt) return;
        _wakeAt = at;
        var delay = at - Now;
        _timer.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
