using System.Buffers;
using System.Globalization;
using System.Text;

namespace Shoal.Tracker;

/// <summary>The tracker's numbers in Prometheus' text format. No label has more than a handful of values.</summary>
internal static class Metrics
{
    public static void Write(IBufferWriter<byte> output, TrackerSnapshot now, TrackerDesk desk)
    {
        var text = new StringBuilder(2_048);
        Head(text, "shoal_tracker_swarms", "gauge", "Swarms in memory.");
        Value(text, "shoal_tracker_swarms{family=\"ipv4\"}", now.SwarmsV4);
        Value(text, "shoal_tracker_swarms{family=\"ipv6\"}", now.SwarmsV6);
        Head(text, "shoal_tracker_peers", "gauge", "Peers in memory.");
        Value(text, "shoal_tracker_peers{family=\"ipv4\"}", now.PeersV4);
        Value(text, "shoal_tracker_peers{family=\"ipv6\"}", now.PeersV6);
        Value(text, "shoal_tracker_peers{family=\"webrtc\"}", now.WebPeers);
        Head(text, "shoal_tracker_requests_total", "counter", "Requests answered.");
        Value(text, "shoal_tracker_requests_total{kind=\"connect\"}", now.Connects);
        Value(text, "shoal_tracker_requests_total{kind=\"announce\"}", now.Announces);
        Value(text, "shoal_tracker_requests_total{kind=\"scrape\"}", now.Scrapes);
        Head(text, "shoal_tracker_refusals_total", "counter", "Requests refused: senseless, against the rules, with a wrong connection id.");
        Value(text, "shoal_tracker_refusals_total{reason=\"senseless\"}", now.Refused);
        Value(text, "shoal_tracker_refusals_total{reason=\"rules\"}", now.Forbidden);
        Value(text, "shoal_tracker_refusals_total{reason=\"connection_id\"}", now.WrongIds);
        if (UdpDrops.Count(desk.UdpPorts) is { } drops)
        {
            Head(text, "shoal_tracker_udp_dropped_total", "counter", "Datagrams the kernel dropped because the tracker was too slow for them.");
            Value(text, "shoal_tracker_udp_dropped_total", drops);
        }

        Head(text, "shoal_tracker_interval_seconds", "gauge", "The announce interval, which grows with the load.");
        Value(text, "shoal_tracker_interval_seconds", (long)desk.Interval.TotalSeconds);
        Head(text, "shoal_tracker_uptime_seconds", "gauge", "Seconds since the start.");
        Value(text, "shoal_tracker_uptime_seconds", (long)desk.Now.TotalSeconds);
        Head(text, "shoal_tracker_lock_waits_total", "counter", "Times a thread had to wait for another one, nearly always for the same part of the swarms.");
        Value(text, "shoal_tracker_lock_waits_total", Monitor.LockContentionCount);
        Head(text, "process_resident_memory_bytes", "gauge", "Resident memory size in bytes.");
        Value(text, "process_resident_memory_bytes", Environment.WorkingSet);
        Head(text, "process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.");
        text.Append(CultureInfo.InvariantCulture, $"process_cpu_seconds_total {Environment.CpuUsage.TotalTime.TotalSeconds:F2}\n");
        Encoding.UTF8.GetBytes(text.ToString(), output);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Value(StringBuilder text, string name, long value) => text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
}
