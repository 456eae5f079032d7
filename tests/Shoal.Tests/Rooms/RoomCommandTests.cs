using System.Text.Json.Nodes;
using Shoal.Commands;

namespace Shoal.Rooms;

/// <summary>The commands as people run them, on loopback, finding each other by multicast there.</summary>
public class RoomCommandTests
{
    private static int _count;

    [Fact]
    public async Task What_one_shares_another_sees_finds_and_gets()
    {
        using var folder = new TemporaryFolder();
        var (shared, got) = (Path.Combine(folder.Path, "shared"), Path.Combine(folder.Path, "got"));
        var room = NewRoom();
        Directory.CreateDirectory(shared);
        await File.WriteAllTextAsync(Path.Combine(shared, "Trip \u001b[31m2026.txt"), "hello");
        File.SetLastWriteTimeUtc(Path.Combine(shared, "Trip \u001b[31m2026.txt"), DateTime.UtcNow.AddMinutes(-5));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var isSharing = new TaskCompletionSource();
        var staying = ShoalRun.Of(["room", room, "--user", "Ann", "--share", shared, "--json", "--no-dht"], folder.Path, leave.Token, output =>
        {
            if (output.Contains("\"event\":\"sharing\",\"files\":1", StringComparison.Ordinal)) isSharing.TrySetResult();
        });
        await Task.WhenAny(isSharing.Task, staying);

        var nearby = await ShoalRun.Of(["nearby", "--room", room, "--json", "--no-dht", "--wait", "30"], folder.Path, stop.Token);
        var search = await ShoalRun.Of(["search", "trip", "2026", "--room", room, "--no-dht", "--wait", "30"], folder.Path, stop.Token);
        var get = await ShoalRun.Of(["get", "trip _[31m2026.txt", "--room", room, "--no-dht", "-o", got], folder.Path, stop.Token);
        await leave.CancelAsync();

        Assert.Equal(ExitCode.Ok, (await staying).ExitCode);
        Assert.Equal("Ann", JsonNode.Parse(nearby.Out)!["members"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("Trip _[31m2026.txt", JsonNode.Parse(nearby.Out)!["files"]![0]!["path"]!.GetValue<string>());
        Assert.Equal("      5 B  Trip _[31m2026.txt  (Ann)\n", search.Out);
        Assert.Equal((ExitCode.Ok, Path.Combine(got, "Trip _[31m2026.txt") + "\n"), (get.ExitCode, get.Out));
        Assert.Equal("hello", await File.ReadAllTextAsync(get.Out.TrimEnd('\n')));
    }

    [Fact]
    public async Task In_an_empty_room_it_is_said_so()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var room = NewRoom();

        var nearby = await ShoalRun.Of(["nearby", "--room", room, "--no-dht", "--wait", "0.3"], folder.Path, stop.Token);
        var search = await ShoalRun.Of(["search", "x", "--room", room, "--no-dht", "--wait", "0.3"], folder.Path, stop.Token);

        Assert.Equal($"Nobody else is in the room {room}. Others join with 'shoal room {room}'.\n", nearby.Out);
        Assert.Equal((ExitCode.Failure, "shoal search: nobody else is in the room.\n"), (search.ExitCode, search.Error));
    }

    [Fact]
    public async Task A_user_name_is_remembered()
    {
        using var folder = new TemporaryFolder();

        await ShoalRun.Of(["user", "Ann", "Other"], folder.Path, CancellationToken.None);
        var shown = await ShoalRun.Of(["user"], folder.Path, CancellationToken.None);

        Assert.Equal("Ann Other\n", shown.Out);
    }

    [Theory]
    [InlineData("cannot be a room", "nearby", "--room", "a\u0007b")]
    [InlineData("0.1 to 600 seconds", "nearby", "--wait", "0")]
    [InlineData("bytes that can be printed", "user", "\u001b[2J")]
    [InlineData("unknown option '--frob'", "room", "--frob")]
    public async Task What_makes_no_sense_is_refused(string message, params string[] args)
    {
        var run = await ShoalRun.Of(args);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static string NewRoom() => $"test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
}
