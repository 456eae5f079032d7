using System.Net;
using System.Threading.Channels;
using Shoal.Core.LocalDiscovery;
using Shoal.Core.Primitives;
using Shoal.Engine.Discovery.Local;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Peers;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Discovery;

/// <summary>A swarm in which nobody has pieces, only something to say: those who use the same name find and dial each other here.</summary>
/// <remarks>
/// Everybody looks in every way there is, and everybody dials whom they find, for some can only dial. Every connection is handed on;
/// which of several is the right one, only what is said there can tell.
/// </remarks>
internal sealed class MeetingPlace : ISwarmDoor, IAsyncDisposable
{
    /// <summary>Dials under way at once.</summary>
    private const int DialsMax = 16;

    /// <summary>Addresses remembered; more are strangers' doing.</summary>
    private const int AddressesMax = 512;

    /// <summary>Dials of one address that fail before it is left alone until it is found again.</summary>
    private const int FailuresMax = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly EngineServices _services;
    private readonly MeetingWays _ways;
    private readonly Func<PeerLink, CancellationToken, Task> _talk;
    private readonly List<IPeerSearch> _searches = [];
    private readonly TrackerAnnouncer? _announcer;
    private readonly Channel<IPEndPoint> _toDial = Channel.CreateUnbounded<IPEndPoint>(new() { SingleReader = true });
    private readonly Dictionary<IPEndPoint, int> _known = [];     // failures so far
    private readonly SemaphoreSlim _dials = new(DialsMax, DialsMax);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _dialling;
    private int _isOpen = 1;

    /// <param name="services">Of the engine.</param>
    /// <param name="name">Where to meet.</param>
    /// <param name="ways">How to look.</param>
    /// <param name="talk">Has the connection until its task ends, closes it and gives its place back. Never throws.</param>
    /// <exception cref="InvalidOperationException">This engine meets somebody under the name already.</exception>
    public MeetingPlace(EngineServices services, InfoHash name, MeetingWays ways, Func<PeerLink, CancellationToken, Task> talk)
    {
        (_services, _ways, _talk, Name) = (services, ways, talk, name);
        InfoHashes = new InfoHashes(Name, null);
        foreach (var peer in ways.Peers) Found([peer]);
        _dialling = Task.Run(DialAllAsync);
        if (!services.Doors.TryAdd(Name, this)) throw new InvalidOperationException("This engine has something under that name already.");
        foreach (var finder in services.Finders.Where(ways.Uses)) _searches.Add(Begin(finder));
        if (ways.Trackers.Count == 0) return;
        var identity = new AnnounceIdentity(InfoHashes, services.PeerId, services.AnnouncedPort, EngineServices.NextKey());
        _announcer = new TrackerAnnouncer(
            services.Trackers, identity, [.. ways.Trackers.Select(url => (IReadOnlyList<string>)[url])], () => new TransferTotals(0, 0, ways.IsSeed ? 0 : 1), Found);
        _announcer.Start();
    }

    public InfoHash Name { get; }
    public InfoHashes InfoHashes { get; }
    public bool IsOpen => Volatile.Read(ref _isOpen) == 1;
    public SwarmTls? Tls => null;

    /// <summary>What the trackers said, for people; empty without trackers.</summary>
    public IReadOnlyList<Sessions.TrackerSnapshot> Trackers => _announcer?.Snapshot() ?? [];

    public ValueTask EnterAsync(PeerLink link)
    {
        _ = _talk(link, _closing.Token);
        return ValueTask.CompletedTask;
    }

    /// <summary>Nobody came yet: look again as soon as may be.</summary>
    public void LookAgain()
    {
        foreach (var search in _searches) search.AskNow();
        _announcer?.AnnounceNow();
    }

    /// <summary>Stops looking and lets nobody new in; talks go on.</summary>
    public async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _isOpen, 0) == 0) return;
        _services.Doors.Remove(Name, this);
        foreach (var search in _searches) search.Dispose();
        _toDial.Writer.TryComplete();
        await _dialling.ConfigureAwait(false);
        if (_announcer is not null) await _announcer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the talks, too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private IPeerSearch Begin(IPeerFinder finder) => finder is LocalDiscovery local
        ? local.Watch(Name, _services.ListenPort, _ways.LocalRhythm, Found)
        : finder.Begin(new SwarmInterest { Names = [Name], Port = _services.AnnouncedPort, IsSeed = () => _ways.IsSeed, OnPeers = Found });

    // Any thread.
    private void Found(IReadOnlyList<IPEndPoint> addresses)
    {
        lock (_known)
        {
            foreach (var address in addresses)
                if (_known.Count < AddressesMax && _known.TryAdd(address, 0)) _toDial.Writer.TryWrite(address);
        }
    }

    private async Task DialAllAsync()
    {
        var cancel = _closing.Token;
        try
        {
            await foreach (var address in _toDial.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
            {
                await _dials.WaitAsync(cancel).ConfigureAwait(false);
                _ = DialAsync(address, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // Expected: the meeting is over.
        }
    }

    private async Task DialAsync(IPEndPoint address, CancellationToken cancel)
    {
        PeerLink? link = null;
        var isWanted = _ways.IsWanted(address);
        try
        {
            if (isWanted && _services.Connections.TryTake()) link = await TryDialAsync(address, cancel).ConfigureAwait(false);
        }
        finally
        {
            _dials.Release();
        }

        if (link is not null) await _talk(link, cancel).ConfigureAwait(false);
        if (isWanted) await AgainAsync(address, link is not null, cancel).ConfigureAwait(false);
        else Forget(address);
    }

    private async Task<PeerLink?> TryDialAsync(IPEndPoint address, CancellationToken cancel)
    {
        try
        {
            return await _services.Dialer.DialAsync(address, InfoHashes, tls: null, cancel).ConfigureAwait(false);
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected))
        {
            _services.Connections.Return();   // expected: gone, behind a firewall, another program, or ourselves
            return null;
        }
    }

    private void Forget(IPEndPoint address)
    {
        lock (_known) _known.Remove(address);
    }

    // A talk that ended may be worth another; an address that never answers is left alone until it is found again.
    private async Task AgainAsync(IPEndPoint address, bool isAnswered, CancellationToken cancel)
    {
        int failures;
        lock (_known)
        {
            failures = _known[address] = isAnswered ? FailuresMax / 2 : _known[address] + 1;
            if (failures >= FailuresMax) _known.Remove(address);
        }

        if (failures >= FailuresMax) return;
        try
        {
            await Task.Delay(FirstPause * (1 << failures), _services.Time, cancel).ConfigureAwait(false);
            _toDial.Writer.TryWrite(address);
        }
        catch (OperationCanceledException)
        {
            // Expected: the meeting is over.
        }
    }
}
