using System.Diagnostics.Metrics;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Diagnostics;

/// <summary>What an engine counts, for whoever listens to the meter "Shoal.Engine". Asked only when somebody collects.</summary>
internal sealed class EngineMeter : IDisposable
{
    private readonly Meter _meter = new("Shoal.Engine");

    /// <param name="torrents">Snapshots of all torrents of the engine.</param>
    public EngineMeter(Func<IEnumerable<TorrentSnapshot>> torrents)
    {
        _meter.CreateObservableGauge("shoal.torrents", () => CountStates(torrents()), "{torrent}", "Torrents by state.");
        _meter.CreateObservableGauge("shoal.peers", () => torrents().Sum(torrent => (long)torrent.Peers), "{peer}", "Connections open.");
        _meter.CreateObservableCounter("shoal.received", () => torrents().Sum(torrent => torrent.DownloadedBytes), "By", "Payload received by the torrents that are here.");
        _meter.CreateObservableCounter("shoal.sent", () => torrents().Sum(torrent => torrent.UploadedBytes), "By", "Payload sent by the torrents that are here.");
        _meter.CreateObservableCounter("shoal.wasted", () => torrents().Sum(torrent => torrent.WastedBytes), "By", "Payload received and thrown away.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> CountStates(IEnumerable<TorrentSnapshot> torrents)
    {
        var counts = torrents.CountBy(torrent => torrent.State).ToDictionary();
        foreach (var state in Enum.GetValues<TorrentState>())
            yield return new Measurement<long>(counts.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state.ToString()));
    }
}
