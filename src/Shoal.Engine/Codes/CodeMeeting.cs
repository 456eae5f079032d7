using System.Net;
using System.Threading.Channels;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Discovery;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Peers;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>Where the two sides of a code meet: a swarm named after the nameplate, in which nobody has anything but words to prove.</summary>
/// <remarks>
/// Both sides look in every way there is, and both dial whom they find, for some can only dial. Every connection is handed on;
/// which of several is the right one, only the proof can tell.
/// </remarks>
internal sealed class CodeMeeting : ISwarmDoor, IAsyncDisposable
{
    /// <summary>Dials under way at once.</summary>
    private const int DialsMax = 16;

    /// <summary>Addresses remembered; more are strangers' doing.</summary>
    private const int AddressesMax = 512;

    /// <summary>Dials of one address that fail before it is left alone until it is found again.</summary>
    private const int FailuresMax = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly EngineServices _services;
    private readonly Func<CodeTalk, CancellationToken, Task> _welcome;
    private readonly bool _isSender;
    private readonly List<IPeerSearch> _searches = [];
    private readonly TrackerAnnouncer? _announcer;
    private readonly Channel<IPEndPoint> _toDial = Channel.CreateUnbounded<IPEndPoint>(new() { SingleReader = true });
    private readonly Dictionary<IPEndPoint, int> _known = [];     // failures so far
    private readonly SemaphoreSlim _dials = new(DialsMax, DialsMax);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _dialling;
    private int _isOpen = 1;

    /// <param name="services">Of the engine.</param>
    /// <param name="nameplate">The code's digits.</param>
    /// <param name="role">Ours.</param>
    /// <param name="ways">How to look.</param>
    /// <param name="welcome">Has the talk until its task ends; the talk is closed then. May throw what connections throw.</param>
    public CodeMeeting(
        EngineServices services, Nameplate nameplate, CodeRole role, CodeWays ways, Func<CodeTalk, CancellationToken, Task> welcome)
    {
        (_services, _welcome, _isSender) = (services, welcome, role == CodeRole.Sender);
        Name = nameplate.RendezvousName;
        InfoHashes = new InfoHashes(Name, null);
        foreach (var peer in ways.Peers) Found([peer]);
        _dialling = Task.Run(DialAllAsync);
        if (!services.Doors.TryAdd(Name, this)) throw new InvalidOperationException("This engine has a code with these digits already.");
        var interest = new SwarmInterest { Names = [Name], Port = services.ListenPort, IsSeed = () => _isSender, OnPeers = Found };
        // Not the DHT: four digits are soon tried through, and there the whole world could spend the five guesses.
        foreach (var finder in services.Finders.Where(finder => finder.Source != PeerSource.Dht)) _searches.Add(finder.Begin(interest));
        if (ways.Trackers.Count == 0) return;
        var identity = new AnnounceIdentity(InfoHashes, services.PeerId, services.AnnouncedPort, EngineServices.NextKey());
        _announcer = new TrackerAnnouncer(
            services.Trackers, identity, [.. ways.Trackers.Select(url => (IReadOnlyList<string>)[url])], () => new TransferTotals(0, 0, _isSender ? 0 : 1), Found);
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
        _ = TalkAsync(link);
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
        var isAnswered = false;
        try
        {
            if (_services.Connections.TryTake()) isAnswered = await TryDialAsync(address, cancel).ConfigureAwait(false);
        }
        finally
        {
            _dials.Release();
        }

        await AgainAsync(address, isAnswered, cancel).ConfigureAwait(false);
    }

    private async Task<bool> TryDialAsync(IPEndPoint address, CancellationToken cancel)
    {
        try
        {
            var link = await _services.Dialer.DialAsync(address, InfoHashes, tls: null, cancel).ConfigureAwait(false);
            await TalkAsync(link).ConfigureAwait(false);
            return true;
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected))
        {
            _services.Connections.Return();   // expected: gone, behind a firewall, another program, or ourselves
            return false;
        }
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

    private async Task TalkAsync(PeerLink link)
    {
        using var talk = new CodeTalk(link, _services.Connections.Return);
        try
        {
            using var deadline = new CancellationTokenSource(_services.Options.HandshakeTimeout, _services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _closing.Token);
            await talk.GreetAsync(_services.ListenPort, either.Token).ConfigureAwait(false);
            await _welcome(talk, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected))
        {
            // Expected: talks end in every way that connections end.
        }
    }
}
