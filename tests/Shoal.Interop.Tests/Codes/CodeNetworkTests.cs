using System.Diagnostics;
using Shoal.Interop.Namespaces;
using Xunit.Abstractions;

namespace Shoal.Interop.Codes;

/// <summary>Codes between computers: by the local network alone, by a tracker alone, and many receivers at a slow sender.</summary>
public sealed class CodeNetworkTests(ITestOutputHelper output) : IDisposable
{
    private readonly Workspace _room = new(needBytes: Programs.IsLongRun ? 10L << 30 : 256 << 20);

    public void Dispose() => _room.Dispose();

    [NeedsTheory(Programs.Shoal, Programs.Namespaces)]
    [InlineData("10.77.0.")]
    [InlineData("fd77::")]
    public async Task Two_computers_of_one_network_need_nobody_else(string prefix)
    {
        using var network = new NamespaceNetwork();
        var (a, b) = (network.AddHost(prefix + "1"), network.AddHost(prefix + "2"));
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 3 << 20);
        await using var send = CodeProgram.Send(_room, a, "--once", "--lan-only", content);
        var code = await send.CodeAsync();

        var started = Stopwatch.GetTimestamp();
        await using var receive = CodeProgram.Receive(_room, b, code, "--lan-only", "-o", _room.Folder("in"));
        await receive.EventAsync("offer", TimeSpan.FromMinutes(1));
        output.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s from Enter to the offer");
        await receive.SucceedAsync();
        output.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s from Enter to the end, 3 MiB");
        await send.SucceedAsync();

        Tree.AssertSame(content, Path.Combine(_room.File("in"), "content.bin"));
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces)]
    public async Task Two_networks_meet_at_a_tracker()
    {
        // Two networks joined by a router: multicast of one is not heard in the other.
        using var near = new NamespaceNetwork();
        using var far = new NamespaceNetwork();
        var (a, router, b) = (near.AddHost("198.51.100.7"), near.AddHost("198.51.100.254"), far.AddHost("203.0.113.7"));
        far.Plug(router, "203.0.113.254");
        router.Forward();
        a.RouteBy("198.51.100.254");
        b.RouteBy("203.0.113.254");
        await using var tracker = router.Run(Programs.PathOf(Programs.Shoal), ["tracker", "--http", "0.0.0.0:6969", "--udp", "0.0.0.0:6969"], TimeSpan.FromMinutes(5), _room.Root);
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 3 << 20);
        await using var send = CodeProgram.Send(_room, a, "--once", "--tracker", "udp://198.51.100.254:6969/announce", content);
        await using var receive = CodeProgram.Receive(_room, b, await send.CodeAsync(), "--tracker", "http://203.0.113.254:6969/announce", "-o", _room.Folder("in"));

        await receive.SucceedAsync();
        await send.SucceedAsync();

        Tree.AssertSame(content, Path.Combine(_room.File("in"), "content.bin"));
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces)]
    public Task Three_receivers_of_a_slow_sender_help_each_other() => HelpAsync(receivers: 3, bytes: 24L << 20, bytesPerSecond: 4_000_000, slack: 2.0);

    [NeedsFact(Programs.Shoal, Programs.Namespaces, Programs.LongRun)]
    public Task Eight_receivers_of_a_slow_sender_help_each_other() => HelpAsync(receivers: 8, bytes: 1L << 30, bytesPerSecond: 20_000_000, slack: 1.35);

    private async Task HelpAsync(int receivers, long bytes, long bytesPerSecond, double slack)
    {
        using var network = new NamespaceNetwork();
        var a = network.AddHost("10.77.0.1");
        a.Throttle(bytesPerSecond);
        var hosts = Enumerable.Range(0, receivers).Select(i => network.AddHost($"10.77.0.{i + 10}")).ToArray();
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", bytes);
        await using var send = CodeProgram.Send(_room, a, "--max", $"{receivers}", "--lan-only", content);
        var code = await send.CodeAsync();

        var started = Stopwatch.GetTimestamp();
        var programs = hosts.Select((host, i) => CodeProgram.Receive(_room, host, code, "--lan-only", "-o", _room.Folder($"in{i}"))).ToArray();
        foreach (var program in programs) await program.SucceedAsync(TimeSpan.FromMinutes(10));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await send.SucceedAsync();
        foreach (var program in programs) await program.DisposeAsync();

        var alone = (double)bytes / bytesPerSecond;
        var uploaded = send.LastEvent("end")!["uploadedBytes"]!.GetValue<long>();
        output.WriteLine($"{receivers} receivers: {seconds:0.0} s; one alone needs {alone:0.0} s; the sender sent {(double)uploaded / bytes:0.00} times the content");
        for (var i = 0; i < receivers; i++) Tree.AssertSame(content, Path.Combine(_room.File($"in{i}"), "content.bin"));
        Assert.True(uploaded <= 2 * bytes, $"the sender sent {(double)uploaded / bytes:0.00} times the content");
        Assert.True(seconds <= alone * slack + 10, $"{seconds:0.0} s; one alone needs {alone:0.0} s");
    }
}
