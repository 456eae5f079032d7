using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Shoal.Commands;

public sealed class DoctorCommandTests
{
    [Fact]
    public async Task On_loopback_it_looks_at_this_machine_alone_and_finds_it_well()
    {
        var run = await ShoalRun.Of("doctor", "--listen", "127.0.0.1:0");

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("listening on loopback: everything else was left alone", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"ok    listening      127\.0\.0\.1:\d+ answers", run.Out);
        Assert.Contains("off   port mapping   not used", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"local network  lo 127\.0\.0\.1: joined 239\.192\.152\.143:6771, [1-9]\d* sent", run.Out);
        Assert.DoesNotMatch(@"local network  (?!lo )", run.Out);
        Assert.Contains("can be written", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("Nothing is in the way.\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_the_same_in_JSON()
    {
        var run = await ShoalRun.Of("doctor", "--json", "--no-lsd", "--no-dht");
        using var document = JsonDocument.Parse(run.Out);

        Assert.Equal("ok", document.RootElement.GetProperty("state").GetString());
        Assert.False(document.RootElement.GetProperty("isOnline").GetBoolean());
        Assert.StartsWith("127.0.0.1:", document.RootElement.GetProperty("listening")[0].GetString(), StringComparison.Ordinal);
        var areas = document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("area").GetString());
        Assert.Superset(new HashSet<string?>(["network", "listening", "port mapping", "address", "DHT", "local network", "state"]), areas.ToHashSet());
    }

    [Fact]
    public async Task A_port_that_somebody_has_is_in_the_way_and_it_says_what_to_do()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();

        var run = await ShoalRun.Of("doctor", "--listen", taken.LocalEndPoint!.ToString()!);

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("fail  listening      Cannot listen on", run.Out, StringComparison.Ordinal);
        Assert.Contains("-> If it is another Shoal", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("Something is in the way; see above what to do.\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_folder_that_cannot_be_is_in_the_way()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", [1]);

        var run = await ShoalRun.Of("doctor", "--state", Path.Combine(file, "state"), "--no-lsd", "--no-dht");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("cannot be written", run.Out, StringComparison.Ordinal);
    }
}
