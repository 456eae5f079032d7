using System.Text.Json;
using Shoal.Commands;

namespace Shoal.Codes;

/// <summary>Both commands as people run them, on loopback, finding each other by multicast there.</summary>
public class SendReceiveTests
{
    private static async Task<(ShoalRun Send, ShoalRun Receive)> RunAsync(TemporaryFolder folder, string[] send, params string[] receive)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var code = new TaskCompletionSource<string>();
        var sending = ShoalRun.Of(["send", "--once", .. send], folder.Path, stop.Token, output =>
        {
            var at = output.IndexOf("shoal receive ", StringComparison.Ordinal);
            if (at >= 0) code.TrySetResult(output[(at + 14)..].Split('\n')[0]);
        });
        await Task.WhenAny(code.Task, sending);
        if (!code.Task.IsCompleted) return (await sending, null!);
        var received = await ShoalRun.Of(["receive", await code.Task, .. receive], folder.Path, stop.Token);
        return (await sending, received);
    }

    [Fact]
    public async Task A_folder_goes_from_one_command_to_the_other()
    {
        using var folder = new TemporaryFolder();
        var (source, target) = (Path.Combine(folder.Path, "photos"), Path.Combine(folder.Path, "in"));
        Directory.CreateDirectory(source);
        await File.WriteAllTextAsync(Path.Combine(source, "a.txt"), "hello");

        var (send, receive) = await RunAsync(folder, [source], "-o", target, "--yes");

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (send.ExitCode, receive.ExitCode));
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(target, "photos", "a.txt")));
        Assert.Equal(Path.Combine(target, "photos") + "\n", receive.Out);
        Assert.Contains("Offered from 127.0.0.1 (direct, this computer): photos/, 5 B", receive.Error, StringComparison.Ordinal);
        Assert.Contains("has everything", send.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_printed_and_nothing_is_asked()
    {
        using var folder = new TemporaryFolder();

        var (send, receive) = await RunAsync(folder, ["--text", "line one\nline \u001b[31mtwo"]);

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (send.ExitCode, receive.ExitCode));
        Assert.Equal("line one\nline \\x1b[31mtwo\n", receive.Out);
    }

    [Fact]
    public async Task Nobody_to_answer_means_no()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "a.txt");
        await File.WriteAllTextAsync(file, "hello");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var code = new TaskCompletionSource<string>();
        var sending = ShoalRun.Of(["send", "--json", file], folder.Path, stop.Token, output =>
        {
            if (output.Contains("\"code\"", StringComparison.Ordinal)) code.TrySetResult(JsonDocument.Parse(output.Split('\n')[0]).RootElement.GetProperty("code").GetString()!);
        });

        var receive = await ShoalRun.Of(["receive", await code.Task, "-o", folder.Path], folder.Path, stop.Token);
        await stop.CancelAsync();
        var send = await sending;

        Assert.Equal(ExitCode.Failure, receive.ExitCode);
        Assert.Contains("say --yes", receive.Error, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"declined\"", send.Out, StringComparison.Ordinal);
        Assert.Contains("{\"event\":\"end\"", send.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name files to send", "send")]
    [InlineData("name files to send", "send", "x", "--text", "y")]
    [InlineData("sent alone", "send", "-", "x")]
    [InlineData("not a time", "send", "x", "--expire", "soon")]
    [InlineData("exclude each other", "receive", "4821-harbor-violet-tuna", "--overwrite", "--rename")]
    [InlineData("no code has this word", "receive", "4821-harbor-violet-qqqqqq")]
    public async Task Wrong_usage_says_what_is_wrong(string what, params string[] args)
    {
        var run = await ShoalRun.Of(args);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(what, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said_before_a_code()
    {
        var run = await ShoalRun.Of("send", "/nowhere/at/all");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Equal("shoal send: /nowhere/at/all: no such file or folder.\n", run.Error);
        Assert.Empty(run.Out);
    }
}
