using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Shoal.Commands;

public sealed class TrackerCommandTests
{
    [Fact]
    public async Task It_says_where_it_listens_and_ends_well_when_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var output = new FirstLine();
        using var state = new TemporaryFolder();
        var environment = new CommandEnvironment { Out = output, Error = TextWriter.Null, DefaultStateDirectory = state.Path };

        var running = ShoalCommand.RunAsync(["tracker", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--json"], environment, stop.Token);
        using var told = JsonDocument.Parse(await output.Line.WaitAsync(TimeSpan.FromSeconds(30)));
        var http = IPEndPoint.Parse(told.RootElement.GetProperty("http")[0].GetString()!);
        using var client = new HttpClient();
        var answer = await client.GetStringAsync(new Uri($"http://{http}/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&port=6881"));
        await stop.CancelAsync();

        Assert.Contains("8:intervali1", answer, StringComparison.Ordinal);
        Assert.Equal(1, told.RootElement.GetProperty("udp").GetArrayLength());
        Assert.Equal(ExitCode.Ok, await running.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task An_address_that_is_taken_is_a_failure_told_in_one_line()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var run = await ShoalRun.Of("tracker", "--udp", taken.LocalEndPoint!.ToString()!);

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.StartsWith($"shoal tracker: UDP {taken.LocalEndPoint} cannot be listened on: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
    }

    /// <summary>Catches the first line written.</summary>
    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;
        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}
