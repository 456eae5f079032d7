using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;
using Shoal.Tracker;

namespace Shoal.Commands;

/// <summary><c>shoal tracker</c>: a tracker over HTTP and UDP, until it is stopped.</summary>
internal static class TrackerCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var flags = new TrackerFlags();
        var json = CommonOptions.Json();
        var command = new Command("tracker", "Run a tracker: people who share find each other through it. Announce URLs end in /announce.");
        flags.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, cancel) => RunAsync(environment, flags, parsed, parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(CommandEnvironment environment, TrackerFlags flags, ParseResult parsed, bool json, CancellationToken stop)
    {
        var log = new LineLogger(environment.Error, json, environment.Time);
        var server = await TrackerServer.StartAsync(flags.Read(parsed), environment.Time, log, stop).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            using var settings = new SettingsWatch(parsed.GetValue(flags.Settings), () => flags.Read(parsed), server, environment.Time, log);
            server.OnReload(settings.Reload);
            StopSignals.Hangup = () => settings.Reload();
            if (json) environment.Out.WriteLine(Json(server));
            else foreach (var line in Lines(server)) environment.Out.WriteLine(line);
            try
            {
                await server.Ended.WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // It was told to stop; else another tracker took over.
            }
            finally
            {
                StopSignals.Hangup = null;
            }
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<string> Lines(TrackerServer server) =>
        server.Http.Select(a => $"http://{a}/announce")
            .Concat(server.Https.Select(a => $"https://{a}/announce"))
            .Concat(server.Udp.Select(a => $"udp://{a}/announce"));

    private static string Json(TrackerServer server)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Write(writer, "http", server.Http);
            Write(writer, "https", server.Https);
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
