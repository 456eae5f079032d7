using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Shoal.Interop.Namespaces;

/// <summary>A computer of a <see cref="NamespaceNetwork"/>, with its own interfaces, loopback included. It ends with its network.</summary>
internal sealed partial class NamespaceHost : IDisposable
{
    private readonly List<RunningProgram> _programs = [];
    private readonly List<IPAddress> _addresses = [];
    private readonly List<(string Switch, string Port)> _ports = [];

    internal NamespaceHost(string name, int number)
    {
        (Name, Number) = (name, number);
        IpTool.Run("netns", "add", name);
        Ip("link", "set", "lo", "up");
    }

    /// <summary>What <c>ip netns</c> calls it.</summary>
    public string Name { get; }

    /// <summary>From 1, in the order in which the network's hosts were added.</summary>
    public int Number { get; }

    /// <summary>The first address it was given.</summary>
    public IPAddress Address => _addresses[0];
    public IReadOnlyList<IPAddress> Addresses => _addresses;

    /// <summary>Starts a program here. It ends with its lifetime, when it is disposed, or with the network.</summary>
    public RunningProgram Run(string program, IEnumerable<string> arguments, TimeSpan lifetime, string? home = null)
    {
        var running = new RunningProgram("ip", ["netns", "exec", Name, program, .. arguments], lifetime, home);
        _programs.Add(running);
        return running;
    }

    /// <summary>Runs a short program here to its end and returns what it wrote; throws when it fails.</summary>
    public string Execute(string program, params string[] arguments) => IpTool.Run(["netns", "exec", Name, program, .. arguments]);

    /// <summary>Runs <c>ip</c> here.</summary>
    public string Ip(params string[] arguments) => IpTool.Run(["-n", Name, .. arguments]);

    /// <summary>Passes on what is not for itself: it is a router.</summary>
    public void Forward() => Execute("sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");

    /// <summary>Sends what is not on its own network by that router.</summary>
    public void RouteBy(string router) =>
        Ip(IPAddress.Parse(router).GetAddressBytes().Length == 4 ? "-4" : "-6", "route", "replace", "default", "via", router);

    /// <summary>Pulls its first wire out, or plugs it in again.</summary>
    public void SetConnected(bool connected) =>
        IpTool.Run("-n", _ports[0].Switch, "link", "set", _ports[0].Port, connected ? "up" : "down");

    /// <summary>Makes its first wire that slow, each way.</summary>
    public void Throttle(long bytesPerSecond)
    {
        var rate = (bytesPerSecond * 8).ToString(CultureInfo.InvariantCulture) + "bit";
        string[] shape = ["root", "tbf", "rate", rate, "burst", "64kb", "latency", "200ms"];
        Execute("tc", ["qdisc", "replace", "dev", "eth0", .. shape]);
        IpTool.Run(["netns", "exec", _ports[0].Switch, "tc", "qdisc", "replace", "dev", _ports[0].Port, .. shape]);
    }

    /// <summary>TCP connections open between programs here and there.</summary>
    public int ConnectionsTo(NamespaceHost other) => Execute("ss", "-Htn", "state", "established").Split('\n')
        .Count(line => other.Addresses.Any(address => line.Contains($"{address}:", StringComparison.Ordinal) || line.Contains($"[{address}]:", StringComparison.Ordinal)));

    /// <summary>Those of the others that programs here have a TCP connection with.</summary>
    public IReadOnlyList<NamespaceHost> Neighbours(IEnumerable<NamespaceHost> others)
    {
        var open = Execute("ss", "-Htn", "state", "established");
        return [.. others.Where(other => other != this && open.Contains($" {other.Address}:", StringComparison.Ordinal))];
    }

    /// <summary>Does something as a program on this host would: a socket made inside stays inside.</summary>
    public T Inside<T>(Func<T> action)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                result = action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException($"In {Name}: {failure.Message}", failure);
    }

    public void Dispose()
    {
        foreach (var program in _programs) program.DisposeAsync().AsTask().GetAwaiter().GetResult();
        IpTool.Run("netns", "delete", Name);
    }

    internal string NextWire() => $"eth{_ports.Count}";

    internal void Take(string wire, string networkSwitch, string port, string[] addresses)
    {
        _ports.Add((networkSwitch, port));
        foreach (var text in addresses)
        {
            var address = IPAddress.Parse(text);
            _addresses.Add(address);
            // No duplicate address detection: the address is usable at once.
            if (address.GetAddressBytes().Length == 4) Ip("address", "add", text + "/24", "broadcast", "+", "dev", wire);
            else Ip("address", "add", text + "/64", "dev", wire, "nodad");
        }

        Execute("sysctl", "-q", "-w", $"net.ipv6.conf.{wire}.accept_dad=0");
        Ip("link", "set", wire, "up");
    }

    // A thread of its own that ends afterwards: the namespace belongs to the thread, not to the process.
    private void Enter()
    {
        const int CLONE_NEWNET = 0x40000000;
        using var handle = File.OpenHandle("/var/run/netns/" + Name);
        if (SetNamespace(handle, CLONE_NEWNET) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetNamespace(SafeHandle handle, int kind);
}
