using System.Diagnostics;
using System.Text.Json.Nodes;
using Shoal.Interop.Namespaces;
using Xunit.Abstractions;

namespace Shoal.Interop.Rooms;

/// <summary>Rooms between computers: by the local network alone, by a tracker alone, and one file from several at once.</summary>
public sealed class RoomNetworkTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Workspace _room = new(needBytes: Programs.IsLongRun ? 8L << 30 : 512 << 20);

    public void Dispose() => _room.Dispose();

    [NeedsFact(Programs.Shoal, Programs.Namespaces)]
    public async Task Four_computers_see_each_other_and_a_newcomer_gets_a_file_from_three()
    {
        using var network = new NamespaceNetwork();
        await ShareAsync([.. Enumerable.Range(1, 4).Select(i => network.AddHost($"10.77.0.{i}"))], [], bytes: 48L << 20, bytesPerSecond: 4_000_000);
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces)]
    public async Task The_same_over_IPv6_alone()
    {
        using var network = new NamespaceNetwork();
        await ShareAsync([.. Enumerable.Range(1, 4).Select(i => network.AddHost($"fd77::{i}"))], [], bytes: 24L << 20, bytesPerSecond: 4_000_000);
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces, Programs.LongRun)]
    public async Task A_gibibyte_comes_from_three_at_more_than_twice_the_rate_of_one()
    {
        using var network = new NamespaceNetwork();
        await ShareAsync([.. Enumerable.Range(1, 4).Select(i => network.AddHost($"10.77.0.{i}"))], [], bytes: 1L << 30, bytesPerSecond: 20_000_000);
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces)]
    public async Task A_named_room_needs_a_tracker_and_no_multicast()
    {
        using var network = new NamespaceNetwork();
        NamespaceHost[] hosts = [.. Enumerable.Range(1, 4).Select(i => network.AddHost($"10.77.0.{i}"))];
        var tracker = network.AddHost("10.77.0.250");
        await using var running = tracker.Run(Programs.PathOf(Programs.Shoal), ["tracker", "--http", "0.0.0.0:6969", "--udp", "0.0.0.0:6969"], TimeSpan.FromMinutes(10), _room.Root);
        await ShareAsync(hosts, ["book club", "--no-lsd", "--tracker", "http://10.77.0.250:6969/announce"], bytes: 24L << 20, bytesPerSecond: 4_000_000);
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces)]
    public async Task A_computer_that_is_unplugged_is_soon_gone_and_comes_back()
    {
        using var network = new NamespaceNetwork();
        var (a, b) = (network.AddHost("10.77.0.1"), network.AddHost("10.77.0.2"));
        await using var ann = RoomProgram.Start(_room, a, "room", "--user", "ann", "--share", _room.Folder("a"));
        await using var ben = RoomProgram.Start(_room, b, "room", "--user", "ben", "--share", _room.Folder("b"));
        await ann.UntilAsync("member", line => line["name"]!.GetValue<string>() == "ben", Patience);

        b.SetConnected(false);
        var started = Stopwatch.GetTimestamp();
        await ann.UntilAsync("left", line => line["name"]!.GetValue<string>() == "ben", Patience);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine($"gone {seconds:0.0} s after the cable was pulled");
        Assert.True(seconds < 20, $"{seconds:0.0} s");

        b.SetConnected(true);
        started = Stopwatch.GetTimestamp();
        await ann.UntilAsync("member", line => line["name"]!.GetValue<string>() == "ben" && ann.Count("member") > 1, Patience);
        output.WriteLine($"back {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s after it was plugged in");
    }

    // Three share one file under three names; the fourth, an empty folder, gets it and shares it on when the three are gone.
    private async Task ShareAsync(NamespaceHost[] hosts, string[] ways, long bytes, long bytesPerSecond)
    {
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", bytes);
        for (var i = 0; i < 3; i++)
        {
            File.Copy(content, Path.Combine(_room.Folder($"share{i}"), $"film {i}.bin"));
            File.WriteAllText(Path.Combine(_room.File($"share{i}"), $"own {i}.txt"), $"{i}");
            foreach (var file in Directory.GetFiles(_room.File($"share{i}"))) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-5));
            hosts[i].Throttle(bytesPerSecond);
        }

        var programs = new RoomProgram[3];
        for (var i = 0; i < 3; i++) programs[i] = RoomProgram.Start(_room, hosts[i], "room", [.. ways, "--user", $"user {i}", "--share", _room.File($"share{i}")]);
        foreach (var program in programs) await program.UntilAsync("sharing", line => line["files"]!.GetValue<int>() == 2, Patience);

        var started = Stopwatch.GetTimestamp();
        await using var newcomer = RoomProgram.Start(_room, hosts[3], "room", [.. ways, "--user", "newcomer", "--share", _room.Folder("share3")]);
        for (var i = 0; i < 3; i++) await newcomer.UntilAsync("member", line => line["name"]!.GetValue<string>() == $"user {i}" && line["isWhole"]!.GetValue<bool>(), Patience);
        var seen = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine($"the newcomer saw three members and their files after {seen:0.00} s");
        foreach (var program in programs) await program.UntilAsync("member", line => line["name"]!.GetValue<string>() == "newcomer", Patience);
        output.WriteLine($"all saw the newcomer after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");

        string[] visit = ways is [var name, .. var rest] ? ["--room", name, .. rest] : [];
        await using (var search = RoomProgram.Start(_room, hosts[3], "search", ["film", "1", .. visit]))
        {
            var found = JsonNode.Parse(await search.OutputAsync(Patience))!["files"]!.AsArray();
            Assert.Equal(3, Assert.Single(found)!["holders"]!.AsArray().Count);
        }

        started = Stopwatch.GetTimestamp();
        await using (var get = RoomProgram.Start(_room, hosts[3], "get", ["film 1.bin", "-o", _room.File("share3"), .. visit]))
            await get.OutputAsync(TimeSpan.FromMinutes(10));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var alone = (double)bytes / bytesPerSecond;
        output.WriteLine($"{bytes >> 20} MiB from three in {seconds:0.0} s, joining included; one alone needs {alone:0.0} s: {alone / seconds:0.00} times as fast");
        Tree.AssertSame(content, Path.Combine(_room.File("share3"), "film 1.bin"));
        Assert.True(seconds < alone / 2 + 4, $"{seconds:0.0} s; one alone needs {alone:0.0} s");

        await newcomer.UntilAsync("sharing", line => line["files"]!.GetValue<int>() == 1, Patience);
        foreach (var program in programs) await program.LeaveAsync();
        await using (var again = RoomProgram.Start(_room, hosts[0], "get", ["film 1.bin", "-o", _room.File("again"), .. visit]))
            await again.OutputAsync(TimeSpan.FromMinutes(10));
        Tree.AssertSame(content, Path.Combine(_room.File("again"), "film 1.bin"));
        Assert.True(ways.Length > 0 || seen < 6, $"{seen:0.00} s");
    }
}
