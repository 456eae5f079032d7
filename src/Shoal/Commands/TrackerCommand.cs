using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Shoal.Tracker;

namespace Shoal.Commands;

/// <summary><c>shoal tracker</c>: a tracker in memory, over HTTP and UDP, until it is stopped.</summary>
internal static class TrackerCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var http = Listen("--http", "Where to answer over HTTP; may be given several times. A port alone means all addresses.");
        var udp = Listen("--udp", "The same over UDP. With neither option: both, on port 6969 of all addresses.");
        var threads = new Option<int>("--udp-threads") { HelpName = "N", Description = "Threads of each UDP address. Default 1; no more than there are free cores.", DefaultValueFactory = _ => 1 };
        var json = CommonOptions.Json();
        var command = new Command(
            "tracker", "Run a tracker: people who share find each other through it. Announce URLs end in /announce.") { http, udp, threads, json };
        command.SetAction((parsed, cancel) =>
            RunAsync(environment, parsed.GetValue(http) ?? [], parsed.GetValue(udp) ?? [], parsed.GetValue(threads), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandEnvironment environment, IPEndPoint[] http, IPEndPoint[] udp, int threads, bool json, CancellationToken stop)
    {
        if (http.Length == 0 && udp.Length == 0) http = udp = [new IPEndPoint(IPAddress.IPv6Any, TrackerOptions.DefaultPort)];
        var options = new TrackerOptions { Http = [.. http.SelectMany(Families)], Udp = [.. udp.SelectMany(Families)], UdpThreads = threads };
        var server = await TrackerServer.StartAsync(options, environment.Time, stop).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            if (json) environment.Out.WriteLine(Json(server));
            else foreach (var line in Lines(server)) environment.Out.WriteLine(line);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The only way a tracker ends.
            }
        }

        return ExitCode.Ok;
    }

    private static Option<IPEndPoint[]> Listen(string name, string description) => new(name)
    {
        HelpName = "ADDR:PORT",
        Description = description,
        CustomParser = result => CommonOptions.Each<IPEndPoint>(
            name, result, EndPointText.TryParseListen, "an address and port like 0.0.0.0:6969 or [::]:6969"),
    };

    // All addresses are two sockets: IPv4 and IPv6 are kept apart, so that a peer has one address.
    private static IEnumerable<IPEndPoint> Families(IPEndPoint address)
    {
        if (!address.Address.Equals(IPAddress.IPv6Any)) return [address];
        var v4 = new IPEndPoint(IPAddress.Any, address.Port);
        return Socket.OSSupportsIPv6 ? [v4, address] : [v4];
    }

    private static IEnumerable<string> Lines(TrackerServer server) =>
        server.Http.Select(a => $"http://{a}/announce").Concat(server.Udp.Select(a => $"udp://{a}/announce"));

    private static string Json(TrackerServer server)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Write(writer, "http", server.Http);
            Write(writer, "udp", server.Udp);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<IPEndPoint> addresses)
    {
        writer.WriteStartArray(name);
        foreach (var address in addresses) writer.WriteStringValue(address.ToString());
        writer.WriteEndArray();
    }
}
