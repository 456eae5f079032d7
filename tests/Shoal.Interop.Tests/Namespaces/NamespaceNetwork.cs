using System.Globalization;
using System.Text.RegularExpressions;

namespace Shoal.Interop.Namespaces;

/// <summary>
/// Computers on one switch, all inside this one: a host is a network namespace, the switch a bridge in a namespace of its own.
/// No wire leads out, so nothing that runs in it can reach anybody else. Needs <see cref="Programs.Namespaces"/>.
/// </summary>
/// <example>
/// <code>
/// using var network = new NamespaceNetwork();
/// var a = network.AddHost("10.77.0.1", "fd77::1");
/// await using var daemon = a.Run("transmission-daemon", ["--foreground"], TimeSpan.FromMinutes(1), home);
/// </code>
/// Two networks and a host in both make a router: <c>outside.Plug(router, "198.51.100.1"); router.Forward(); a.RouteBy("10.77.0.254")</c>.
/// </example>
internal sealed partial class NamespaceNetwork : IDisposable
{
    private static int _count;
    private static readonly Lazy<bool> Swept = new(Sweep);

    private readonly string _name = $"shoal-{Environment.ProcessId}-net{Interlocked.Increment(ref _count)}";
    private readonly List<NamespaceHost> _hosts = [];
    private int _ports;

    public NamespaceNetwork()
    {
        _ = Swept.Value;
        IpTool.Run("netns", "add", Switch);
        // Nobody asks who listens to which group here, so the bridge must not guess: multicast goes to every port.
        IpTool.Run("-n", Switch, "link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0", "mcast_snooping", "0");
        IpTool.Run("-n", Switch, "link", "set", "br0", "up");
    }

    private string Switch => _name + "-switch";

    /// <summary>A new host on this switch. Its default route is its own wire: what is not there is simply not found.</summary>
    /// <param name="addresses">IPv4 (a /24 is its network) or IPv6 (a /64), any number. Link-local IPv6 comes by itself.</param>
    public NamespaceHost AddHost(params string[] addresses)
    {
        var number = _hosts.Count + 1;
        var host = new NamespaceHost($"{_name}-{number.ToString(CultureInfo.InvariantCulture)}", number);
        _hosts.Add(host);
        Plug(host, addresses);
        host.Ip("route", "add", "default", "dev", "eth0");
        return host;
    }

    /// <summary>Gives a host of another network a wire to this one: "eth0" for its first, "eth1" for the next.</summary>
    public void Plug(NamespaceHost host, params string[] addresses)
    {
        var port = $"p{++_ports}";
        var wire = host.NextWire();
        IpTool.Run("-n", Switch, "link", "add", port, "type", "veth", "peer", "name", wire, "netns", host.Name);
        IpTool.Run("-n", Switch, "link", "set", port, "master", "br0", "up");
        host.Take(wire, Switch, port, addresses);
    }

    /// <summary>Ends what still runs on the hosts, and the hosts.</summary>
    public void Dispose()
    {
        foreach (var host in _hosts) host.Dispose();
        IpTool.Run("netns", "delete", Switch);
    }

    // What a test run left that was killed: its networks carry the number of a process that is no more.
    private static bool Sweep()
    {
        foreach (var name in IpTool.Run("netns", "list").Split('\n').Select(line => line.Split(' ')[0]))
        {
            if (OurName().Match(name) is { Success: true } match && !Directory.Exists("/proc/" + match.Groups[1].Value))
                IpTool.Run("netns", "delete", name);
        }

        return true;
    }

    [GeneratedRegex(@"^shoal-(\d+)-net\d+-")]
    private static partial Regex OurName();
}
