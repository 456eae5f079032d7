using System.Text.Json;
using Shoal.Interop.Namespaces;

namespace Shoal.Interop.PortMapping;

/// <summary>Shoal behind a router that runs miniupnpd: a mapping is made, seen in the kernel, used from outside, renewed, and taken back.</summary>
public sealed class PortMappingTests
{
    private const int Port = 26_881;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    [NeedsTheory(Programs.Shoal, Programs.Namespaces, "miniupnpd", "nft")]
    [InlineData("PCP")]
    [InlineData("NAT-PMP")]
    [InlineData("UPnP")]
    public async Task A_mapping_is_made_used_renewed_and_taken_back(string protocol)
    {
        using var room = new Workspace();
        await using var router = new MiniupnpdRouter(room.File("router"));
        router.Start(upnp: protocol == "UPnP", natPmp: protocol != "UPnP");
        var content = Tree.MakeFile(room.Folder("seed"), "a.bin", 500_000);
        await using var seed = Seed(router.Home, room, content, lease: 10);

        await UntilAsync(() => router.Mappings().Count == 2, () => $"{seed.Story}\n{router.Story}");
        Assert.All(router.Mappings(), line => Assert.Contains($"10.77.0.1:{Port}", line, StringComparison.Ordinal));
        await UntilAsync(() => Magnet(seed) is not null, () => seed.Story);
        await using var get = router.Stranger.Run(
            Programs.PathOf(Programs.Shoal),
            ["get", Magnet(seed)!, "-o", room.Folder("got"), "--peer", $"{router.ExternalAddress}:{Port}", "--no-dht", "--no-lsd", "--no-port-map", "--state", room.File("state2")],
            Deadline, room.Folder("home2"));
        Assert.True(await get.WaitForExitAsync(Deadline) == 0, get.Story);

        await Task.Delay(TimeSpan.FromSeconds(15));   // longer than the lease: without a renewal it would be gone
        Assert.Equal(2, router.Mappings().Count);

        seed.Interrupt();
        Assert.Equal(0, await seed.WaitForExitAsync(Deadline));
        Assert.Empty(router.Mappings());
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces, "miniupnpd", "nft")]
    public async Task A_way_through_the_routers_IPv6_firewall_is_made_used_and_taken_back()
    {
        using var room = new Workspace();
        await using var router = new MiniupnpdRouter(room.File("router"));
        router.Start(upnp: false, natPmp: true, "ipv6_disable=no");
        await using var seed = Seed(router.Home, room, Tree.MakeFile(room.Folder("seed"), "a.bin", 500_000), lease: 120, "--listen", $"[::]:{Port}");
        await UntilAsync(() => router.Pinholes().Count == 2 && Magnet(seed) is not null, () => $"{seed.Story}\n{router.Story}");

        await using var get = router.Stranger.Run(
            Programs.PathOf(Programs.Shoal),
            ["get", Magnet(seed)!, "-o", room.Folder("got"), "--peer", $"[fd77::1]:{Port}", "--no-dht", "--no-lsd", "--no-port-map", "--state", room.File("state2")],
            Deadline, room.Folder("home2"));
        Assert.True(await get.WaitForExitAsync(Deadline) == 0, get.Story);
        seed.Interrupt();
        Assert.Equal(0, await seed.WaitForExitAsync(Deadline));

        Assert.Empty(router.Pinholes());
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces, "miniupnpd", "nft")]
    public async Task A_mapping_of_a_program_that_was_killed_ends_with_its_lease()
    {
        using var room = new Workspace();
        await using var router = new MiniupnpdRouter(room.File("router"));
        router.Start(upnp: false, natPmp: true);
        await using var seed = Seed(router.Home, room, Tree.MakeFile(room.Folder("seed"), "a.bin", 5_000), lease: 10);
        await UntilAsync(() => router.Mappings().Count == 2, () => $"{seed.Story}\n{router.Story}");

        await seed.KillAsync();

        await UntilAsync(() => router.Mappings().Count == 0, () => router.Story);
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces, "miniupnpd", "nft")]
    public async Task A_router_that_was_switched_off_and_on_is_asked_again()
    {
        using var room = new Workspace();
        await using var router = new MiniupnpdRouter(room.File("router"));
        router.Start(upnp: false, natPmp: true);
        await using var seed = Seed(router.Home, room, Tree.MakeFile(room.Folder("seed"), "a.bin", 5_000), lease: 10);
        await UntilAsync(() => router.Mappings().Count == 2, () => $"{seed.Story}\n{router.Story}");

        await router.StopAsync();
        Assert.Empty(router.Mappings());
        router.Start(upnp: false, natPmp: true);

        await UntilAsync(() => router.Mappings().Count == 2, () => $"{seed.Story}\n{router.Story}");
    }

    [NeedsTheory(Programs.Shoal, Programs.Namespaces, "miniupnpd", "nft")]
    [InlineData("PCP")]
    [InlineData("UPnP")]
    public async Task When_a_neighbour_has_the_port_another_one_is_mapped_and_that_one_is_announced(string protocol)
    {
        using var room = new Workspace();
        using var other = new Workspace();
        await using var router = new MiniupnpdRouter(room.File("router"));
        router.Start(upnp: protocol == "UPnP", natPmp: protocol != "UPnP");
        await using var neighbour = Seed(router.Neighbour, other, Tree.MakeFile(other.Folder("seed"), "b.bin", 5_000), lease: 60);
        await UntilAsync(() => router.Mappings().Count == 2, () => $"{neighbour.Story}\n{router.Story}");
        var tracker = $"{router.Stranger.Address}:6969";
        await using var program = router.Stranger.Run(Programs.PathOf(Programs.Shoal), ["tracker", "--http", tracker], TimeSpan.FromMinutes(2), room.Folder("tracker"));
        var content = Tree.MakeFile(room.Folder("seed"), "a.bin", 500_000);
        var torrent = await TorrentMaker.MakeAsync(Programs.Shoal, "v1", content, room.File("x.torrent"), $"http://{tracker}/announce");

        await using var seed = Seed(router.Home, room, torrent, lease: 60, "--data", room.File("seed"));
        await UntilAsync(() => router.Mappings().Count == 4, () => $"{seed.Story}\n{router.Story}");
        Assert.DoesNotContain(router.Mappings(), line => line.Contains($"dport {Port} ", StringComparison.Ordinal) && line.Contains($"10.77.0.1:", StringComparison.Ordinal));
        await using var get = router.Stranger.Run(
            Programs.PathOf(Programs.Shoal), ["get", torrent, "-o", room.Folder("got"), "--no-dht", "--no-lsd", "--no-port-map", "--state", room.File("state2")], Deadline, room.Folder("home2"));

        Assert.True(await get.WaitForExitAsync(Deadline) == 0, $"{get.Story}\n{seed.Story}\n{string.Join('\n', router.Mappings())}");
    }

    private static RunningProgram Seed(NamespaceHost host, Workspace room, string content, int lease, params string[] more) => host.Run(
        Programs.PathOf(Programs.Shoal),
        ["seed", content, "--listen", $"0.0.0.0:{Port}", "--no-dht", "--no-lsd", "--port-map-lease", lease.ToString(), "--state", room.File("state"), "--json", .. more],
        TimeSpan.FromMinutes(2), room.Folder("home"));

    private static string? Magnet(RunningProgram seed) => seed.Said
        .Where(line => line.Contains("\"magnet\"", StringComparison.Ordinal))
        .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("magnet").GetString()).FirstOrDefault();

    private static async Task UntilAsync(Func<bool> condition, Func<string> story)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException(story());
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
