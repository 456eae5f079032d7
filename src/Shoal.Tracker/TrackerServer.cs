using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Shoal.Tracker;

/// <summary>A BitTorrent tracker over UDP and HTTP, in memory. The public door of this library.</summary>
/// <remarks>
/// Peers are known by the address they come from and the port they name. The asker is never in its own list, seeds are given only
/// leechers, and a UDP request without a proven address never gets more bytes than it sent.
/// </remarks>
public sealed class TrackerServer : IAsyncDisposable
{
    private const int SweepsPerGeneration = 16;
    private const int GenerationsPerTimeout = 8;

    private readonly TrackerDesk _desk;
    private readonly WebSwarms _web;
    private readonly LoadHistory _history;
    private readonly RuleWatch _rules;
    private readonly TrackerControl _control = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<UdpListener> _udp = [];
    private BanList? _bans;
    private HttpListener? _http;
    private StateKeeper? _state;
    private HandOver? _handOver;
    private SharedSwarms? _news;
    private ITimer? _sweeper;

    private TrackerServer(TrackerDesk desk, TimeProvider time)
    {
        _desk = desk;
        _web = new WebSwarms(desk);
        _history = new LoadHistory(desk, Snapshot);
        _rules = new RuleWatch(desk, time);
    }

    /// <summary>HTTP addresses and ports really listened on.</summary>
    public IReadOnlyList<IPEndPoint> Http => _http?.Addresses ?? [];

    /// <summary>The same within TLS.</summary>
    public IReadOnlyList<IPEndPoint> Https => _http?.Secure ?? [];

    /// <summary>UDP addresses and ports really listened on.</summary>
    public IReadOnlyList<IPEndPoint> Udp => [.. _udp.Select(u => u.Address)];

    /// <summary>Completes when another tracker has taken over.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Says what "reload" of the admin API does: it returns null, or why it could not.</summary>
    public void OnReload(Func<string?> reload) => _control.Reload = reload;

    /// <summary>Listens on everything the options name, or on nothing.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="log">Receives what an operator should know; never a line for a request.</param>
    /// <param name="cancel">Gives up starting.</param>
    /// <exception cref="IOException">An address is taken or not ours, or a file cannot be read; the message names it.</exception>
    public static async Task<TrackerServer> StartAsync(
        TrackerOptions options, TimeProvider? time = null, ILogger? log = null, CancellationToken cancel = default)
    {
        time ??= TimeProvider.System;
        var server = new TrackerServer(new TrackerDesk(options, time, log), time);
        try
        {
            using var inherited = server.Prepare();
            await server.ListenAsync(inherited, cancel).ConfigureAwait(false);
            server.Settle();
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        // Everything is looked at twice in the time in which one generation of peers gets too old.
        var period = options.Swarms.PeerTimeout / GenerationsPerTimeout / SweepsPerGeneration;
        server._sweeper = time.CreateTimer(_ => server._desk.Sweep(2.0 / SweepsPerGeneration), null, period, period);
        return server;
    }

    /// <summary>Costs a visit to every shard: fine once a second, not more.</summary>
    public TrackerSnapshot Snapshot() => _desk.Snapshot() with { WebPeers = _web.PeerCount };

    /// <summary>Takes what can change while it runs: rules, limits, intervals, the token. Addresses, threads and bounds of memory stay.</summary>
    /// <exception cref="IOException">A list cannot be read; everything stays as it was.</exception>
    public void Apply(TrackerOptions options) => _desk.Apply(options);

    /// <summary>Stops listening; what is not saved is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_sweeper is not null) await _sweeper.DisposeAsync().ConfigureAwait(false);
        _rules.Dispose();
        _history.Dispose();
        _handOver?.Dispose();
        if (_news is not null) await _news.DisposeAsync().ConfigureAwait(false);
        foreach (var udp in _udp) udp.Dispose();
        if (_http is not null) await _http.DisposeAsync().ConfigureAwait(false);
        _state?.Dispose();
    }

    // What was there before us: sockets, swarms.
    private InheritedSockets Prepare()
    {
        var options = _desk.Options;
        if (options.StateDirectory is not { } folder)
        {
            _bans = new BanList(_desk, folder: null);
            return InheritedSockets.OfSystemd();
        }

        _state = new StateKeeper(_desk, folder);
        var taken = options.TakesOver ? HandOver.Take(folder) : null;
        if (taken is not null) _desk.Log.TakenOver();
        else if (HandOver.IsTaken(folder))
        {
            (_state, var state) = (null, folder);
            throw new IOException($"Another tracker runs on {state}.");
        }

        _state.Load();
        _bans = new BanList(_desk, folder);
        return taken ?? InheritedSockets.OfSystemd();
    }

    private async Task ListenAsync(InheritedSockets inherited, CancellationToken cancel)
    {
        var options = _desk.Options;
        IPEndPoint[] plain = [.. options.Http.Union(inherited.Tcp.Except(options.Https))];
        foreach (var address in options.Udp.Union(inherited.Udp).ToArray())
        {
            _udp.Add(new UdpListener(address, inherited.Take(SocketType.Dgram, address)));
            Start(_udp[^1]);
        }

        _desk.UdpPorts = [.. Udp.Select(u => u.Port).Distinct()];
        if (plain.Length + options.Https.Count == 0) return;
        var page = new WebDesk(_desk, Snapshot, _history, new AdminDesk(_desk, Snapshot, _control, _bans!));
        _http = await HttpListener.StartAsync(_desk, new HttpDesk(_desk, page, _web), plain, inherited, cancel).ConfigureAwait(false);
    }

    private void Settle()
    {
        if (_desk.Options.Redis.Count > 0) _news = SharedSwarms.Start(_desk);
        if (_state is null) return;
        _state.Start();
        _control.Save = _state.Save;
        _handOver = HandOver.Open(_desk.Options.StateDirectory!, LetGo, () => _ended.TrySetResult());
    }

    // For the one who takes over: nobody reads our sockets any more, and the swarms are in the state folder.
    private IReadOnlyList<Socket> LetGo()
    {
        foreach (var udp in _udp) udp.Stop();
        _http?.Stop();
        _state!.SaveAndClose();
        _desk.Log.HandedOver();
        return [.. _udp.SelectMany(u => u.Sockets).Concat(_http?.Sockets ?? []).Take(SocketPassing.MaxSockets)];
    }

    private void Start(UdpListener listener)
    {
        try
        {
            listener.Start(_desk);
        }
        catch (SocketException e)
        {
            throw new IOException($"UDP {listener.Address} cannot be listened on: {e.Message}.", e);
        }
    }
}
