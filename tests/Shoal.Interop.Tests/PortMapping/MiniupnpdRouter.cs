using Shoal.Interop.Namespaces;

namespace Shoal.Interop.PortMapping;

/// <summary>A home: a computer behind a router that runs miniupnpd, and somebody on the internet outside. All of it in namespaces.</summary>
internal sealed class MiniupnpdRouter : IAsyncDisposable
{
    private const string Inside = "10.77.0.254";
    // miniupnpd maps no ports for an address that looks private or kept for documents; it stays in its namespace.
    private const string Outside = "44.77.0.1";

    private readonly NamespaceNetwork _home = new();
    private readonly NamespaceNetwork _internet = new();
    private NamespaceHost Router { get; }
    private readonly string _folder;
    private RunningProgram? _program;

    /// <param name="folder">For settings.</param>
    public MiniupnpdRouter(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        Home = _home.AddHost("10.77.0.1", "fd77::1");
        Neighbour = _home.AddHost("10.77.0.2");
        Router = _home.AddHost(Inside, "fd77::fe");
        Stranger = _internet.AddHost("44.77.0.7", "fd44::7");
        _internet.Plug(Router, Outside, "fd44::1");
        Router.Forward();
        Home.RouteBy(Inside);
        Home.Ip("-6", "route", "replace", "default", "via", LinkLocal(Router), "dev", "eth0");   // as routers announce themselves
        Neighbour.RouteBy(Inside);
        Stranger.RouteBy(Outside);
        Stranger.RouteBy("fd44::1");
        var rules = Path.Combine(_folder, "router.nft");
        File.WriteAllText(rules, """
            table inet filter {
              chain forward {
                type filter hook forward priority 0; policy drop;
                iifname "eth0" accept
                ct state established,related accept
                jump miniupnpd
              }
              chain miniupnpd { }
              chain prerouting {
                type nat hook prerouting priority -100;
                jump prerouting_miniupnpd
              }
              chain prerouting_miniupnpd { }
              chain postrouting {
                type nat hook postrouting priority 100;
                oifname "eth1" masquerade
                jump postrouting_miniupnpd
              }
              chain postrouting_miniupnpd { }
            }
            """);
        Router.Execute("nft", "-f", rules);
    }

    /// <summary>Behind the router.</summary>
    public NamespaceHost Home { get; }

    /// <summary>Behind the same router.</summary>
    public NamespaceHost Neighbour { get; }

    /// <summary>On the internet; there is no way back for it but through a mapping.</summary>
    public NamespaceHost Stranger { get; }

    public string ExternalAddress => Outside;

    /// <summary>Starts miniupnpd with these protocols.</summary>
    /// <param name="upnp">UPnP IGD.</param>
    /// <param name="natPmp">NAT-PMP and PCP: miniupnpd has one switch for both.</param>
    /// <param name="more">Further lines of its settings.</param>
    public void Start(bool upnp, bool natPmp, string more = "")
    {
        var settings = Path.Combine(_folder, "miniupnpd.conf");
        File.WriteAllText(settings, $"""
            ext_ifname=eth1
            ext_ip={Outside}
            listening_ip=eth0
            enable_upnp={(upnp ? "yes" : "no")}
            enable_natpmp={(natPmp ? "yes" : "no")}
            secure_mode=yes
            min_lifetime=4
            upnp_table_name=filter
            upnp_nat_table_name=filter
            uuid=aed3e2ec-1cff-4b78-883d-222a35515cb1
            clean_ruleset_interval=600
            notify_interval=900
            allow 1024-65535 10.77.0.0/24 1024-65535
            deny 0-65535 0.0.0.0/0 0-65535
            {more}
            """);
        _program = Router.Run("miniupnpd", ["-d", "-f", settings, "-P", Path.Combine(_folder, "pid")], TimeSpan.FromMinutes(3), _folder);
    }

    /// <summary>What the kernel lets through now: the rules that miniupnpd made, a line each.</summary>
    public IReadOnlyList<string> Mappings() =>
        [.. Router.Execute("nft", "-a", "list", "chain", "inet", "filter", "prerouting_miniupnpd").Split('\n').Where(line => line.Contains("dnat", StringComparison.Ordinal)).Select(line => line.Trim())];

    /// <summary>What the kernel lets through to IPv6 addresses; miniupnpd writes them as bare bytes of the head.</summary>
    public IReadOnlyList<string> Pinholes() =>
        [.. Router.Execute("nft", "-a", "list", "chain", "inet", "filter", "miniupnpd").Split('\n').Where(line => line.Contains("0xfd77", StringComparison.Ordinal)).Select(line => line.Trim())];

    /// <summary>miniupnpd's own account.</summary>
    public string Story => (_program?.Story ?? "") + Router.Execute("nft", "-a", "list", "chain", "inet", "filter", "miniupnpd");

    public IReadOnlyList<string> Said => _program?.Said ?? [];

    /// <summary>Kills miniupnpd and empties its rules: the router was switched off and on.</summary>
    public async Task StopAsync()
    {
        if (_program is not null) await _program.DisposeAsync();
        File.Delete(Path.Combine(_folder, "pid"));
        Router.Execute("nft", "flush", "chain", "inet", "filter", "prerouting_miniupnpd");
        Router.Execute("nft", "flush", "chain", "inet", "filter", "miniupnpd");
    }

    private static string LinkLocal(NamespaceHost host) =>
        host.Ip("-6", "-o", "address", "show", "dev", "eth0", "scope", "link").Split(' ').First(word => word.StartsWith("fe80", StringComparison.Ordinal)).Split('/')[0];

    public async ValueTask DisposeAsync()
    {
        if (_program is not null) await _program.DisposeAsync();
        _home.Dispose();
        _internet.Dispose();
    }
}
