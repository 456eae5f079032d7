using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoal.Core.Trackers;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>What all torrents of an engine share to talk to trackers: sockets, HTTP, connection ids, one scheduler.</summary>
internal sealed class TrackerClients : IAsyncDisposable
{
    /// <summary>Announces on their way at once, all torrents together; the others wait their turn.</summary>
    public const int MaxAnnounces = 256;

    private static readonly AddressFamily[] Families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    private readonly SocketFactory _sockets;
    private readonly HostResolver _resolver;
    private readonly UdpTrackerClient _udp;
    private readonly HttpTrackerClient _http;
    private readonly SemaphoreSlim _turns = new(MaxAnnounces);
    private readonly CancellationTokenSource _closing = new();

    /// <param name="sockets">Makes every socket.</param>
    /// <param name="time">The clock of intervals and timeouts.</param>
    /// <param name="logger">Told of failures, at Debug.</param>
    /// <param name="resolver">Null asks the system for names.</param>
    public TrackerClients(SocketFactory sockets, TimeProvider time, ILogger logger, HostResolver? resolver = null)
    {
        (_sockets, _resolver) = (sockets, resolver ?? new HostResolver());
        (Time, Logger) = (time, logger);
        _udp = new UdpTrackerClient(sockets, time);
        _http = new HttpTrackerClient(sockets, _resolver);
        Scheduler = new AnnounceScheduler(time);
    }

    public TimeProvider Time { get; }
    public ILogger Logger { get; }
    public AnnounceScheduler Scheduler { get; }

    /// <summary>Is told what trackers say our address is (BEP 24).</summary>
    public ExternalAddress? External { get; init; }

    /// <summary>The ways to a tracker: a list of addresses a family, for each family it and we have.</summary>
    /// <exception cref="TrackerException">There is none.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<IPAddress>>> FindAsync(TrackerUrl tracker, CancellationToken cancel)
    {
        try
        {
            var found = await _resolver.ResolveAsync(tracker.Host, cancel).ConfigureAwait(false);
            IReadOnlyList<IReadOnlyList<IPAddress>> ways =
                [.. Families.Where(_sockets.Allows).Select(f => TrackerDoor.Pick(tracker, found, f)).Where(way => way.Count > 0)];
            return ways.Count > 0 ? ways : throw new TrackerException("it has no address that may be asked");
        }
        catch (SocketException)
        {
            throw new TrackerException("its name is not known");
        }
    }

    /// <summary>Announces by one way, in turn with all others.</summary>
    /// <exception cref="TrackerException">No answer, or none that makes sense.</exception>
    public async Task<TrackerAnswer> AnnounceAsync(
        TrackerUrl tracker, IReadOnlyList<IPAddress> way, AnnounceRequest request, CancellationToken cancel)
    {
        await _turns.WaitAsync(cancel).ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(HttpTrackerClient.Timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token, _closing.Token);
        try
        {
            if (!tracker.IsUdp) return Hear(await _http.AnnounceAsync(tracker, way, request, either.Token).ConfigureAwait(false));
            var reply = await _udp.AnnounceAsync(new IPEndPoint(way[0], tracker.Port), request, tracker.Uri.PathAndQuery, either.Token)
                .ConfigureAwait(false);
            return new TrackerAnswer(reply, way[0]);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TrackerException("no answer");
        }
        finally
        {
            _turns.Release();
        }
    }

    private TrackerAnswer Hear(TrackerAnswer answer)
    {
        if (answer.Reply.ExternalAddress is { } ours) External?.Vote(answer.Source, ours);
        return answer;
    }

    /// <summary>Ends what is on its way. Announcers are stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        Scheduler.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        for (var turn = 0; turn < MaxAnnounces; turn++) await _turns.WaitAsync().ConfigureAwait(false);
        _http.Dispose();
        await _udp.DisposeAsync().ConfigureAwait(false);
        _turns.Dispose();
        _closing.Dispose();
    }
}
