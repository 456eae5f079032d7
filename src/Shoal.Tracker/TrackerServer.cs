using System.Net;
using System.Net.Sockets;

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
    private readonly List<UdpListener> _udp = [];
    private HttpListener? _http;
    private ITimer? _sweeper;

    private TrackerServer(TrackerDesk desk) => _desk = desk;

    /// <summary>HTTP addresses and ports really listened on.</summary>
    public IReadOnlyList<IPEndPoint> Http => _http?.Addresses ?? [];

    /// <summary>UDP addresses and ports really listened on.</summary>
    public IReadOnlyList<IPEndPoint> Udp => [.. _udp.Select(u => u.Address)];

    /// <summary>Listens on everything the options name, or on nothing.</summary>
    /// <exception cref="IOException">An address is taken or not ours; the message names it.</exception>
    public static async Task<TrackerServer> StartAsync(
        TrackerOptions options, TimeProvider? time = null, CancellationToken cancel = default)
    {
        time ??= TimeProvider.System;
        var desk = new TrackerDesk(options, time);
        var server = new TrackerServer(desk);
        try
        {
            foreach (var address in options.Udp) server._udp.Add(Listen(address, desk));
            if (options.Http.Count > 0) server._http = await HttpListener.StartAsync(desk, cancel).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        // Everything is looked at twice in the time in which one generation of peers gets too old.
        var period = options.Swarms.PeerTimeout / GenerationsPerTimeout / SweepsPerGeneration;
        server._sweeper = time.CreateTimer(_ => desk.Sweep(2.0 / SweepsPerGeneration), null, period, period);
        return server;
    }

    /// <summary>Costs a visit to every shard: fine once a second, not more.</summary>
    public TrackerSnapshot Snapshot() => _desk.Snapshot();

    /// <summary>Stops listening; everything in memory is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_sweeper is not null) await _sweeper.DisposeAsync().ConfigureAwait(false);
        foreach (var udp in _udp) udp.Dispose();
        if (_http is not null) await _http.DisposeAsync().ConfigureAwait(false);
    }

    private static UdpListener Listen(IPEndPoint address, TrackerDesk desk)
    {
        try
        {
            return new UdpListener(address, desk);
        }
        catch (SocketException e)
        {
            throw new IOException($"UDP {address} cannot be listened on: {e.Message}.", e);
        }
    }
}
