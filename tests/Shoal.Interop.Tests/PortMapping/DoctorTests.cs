using Shoal.Interop.Namespaces;

namespace Shoal.Interop.PortMapping;

/// <summary><c>shoal doctor</c> where things are well, blocked, and absent.</summary>
public sealed class DoctorTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [NeedsFact(Programs.Shoal, Programs.Namespaces, "miniupnpd", "nft")]
    public async Task Behind_a_router_it_tells_what_is_mapped_and_how_we_are_seen()
    {
        using var room = new Workspace();
        await using var router = new MiniupnpdRouter(room.File("router"));
        router.Start(upnp: true, natPmp: true);

        var (code, said) = await DoctorAsync(router.Home, room, "--no-dht", "--listen", "0.0.0.0:26881");

        Assert.True(code == 0, said);
        Assert.Contains("10.77.0.254 lets TCP 26881 and UDP 26881 through, by PCP", said, StringComparison.Ordinal);
        Assert.Contains($"seen from the internet as {router.ExternalAddress}", said, StringComparison.Ordinal);
        Assert.Matches(@"ok    local network  eth0 10\.77\.0\.1: joined 239\.192\.152\.143:6771", said);
        Assert.Empty(router.Mappings());
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces, "nft")]
    public async Task With_a_deaf_router_and_multicast_blocked_it_says_so_and_what_to_do()
    {
        using var room = new Workspace();
        await using var router = new MiniupnpdRouter(room.File("router"));
        var rules = room.File("deaf.nft");
        await File.WriteAllTextAsync(rules, "table inet deaf { chain in { type filter hook input priority 0\n ip daddr 239.192.152.143 drop\n }\n}\n");
        router.Home.Execute("nft", "-f", rules);

        var (code, said) = await DoctorAsync(router.Home, room, "--listen", "0.0.0.0:26881", "--dht-bootstrap", "10.77.0.254:6881");

        Assert.True(code == 1, said);
        Assert.Contains("-> UDP is blocked", said, StringComparison.Ordinal);
        Assert.Contains("multicast is blocked here", said, StringComparison.Ordinal);
        Assert.Contains("-> Switch on UPnP or NAT-PMP", said, StringComparison.Ordinal);
    }

    [NeedsFact(Programs.Shoal, Programs.Namespaces)]
    public async Task Offline_it_says_so()
    {
        using var room = new Workspace();
        using var network = new NamespaceNetwork();
        var host = network.AddHost();
        host.SetConnected(false);

        var (code, said) = await DoctorAsync(host, room, "--listen", "0.0.0.0:26881", "--dht-bootstrap", "127.0.0.1:9");

        Assert.True(code == 1, said);
        Assert.Contains("offline: no interface but loopback is up", said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> DoctorAsync(NamespaceHost host, Workspace room, params string[] arguments)
    {
        await using var doctor = host.Run(Programs.PathOf(Programs.Shoal), ["doctor", .. arguments, "--state", room.File("state")], Deadline, room.Folder("home"));
        var code = await doctor.WaitForExitAsync(Deadline);
        return (code, string.Join('\n', doctor.Said));
    }
}
