using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoal.Core.PortMapping;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>The port of an engine kept open at its gateways, one a family.</summary>
internal sealed class PortMappings : IAsyncDisposable
{
    /// <summary>Time for taking mappings back; a gateway that is slower than this forgets them when their lease ends.</summary>
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(2);

    private readonly PortKeeper _v4, _v6;

    /// <param name="sockets">Makes every socket.</param>
    /// <param name="finder">Knows the gateways.</param>
    /// <param name="port">TCP and UDP, ours.</param>
    /// <param name="lease">How long mappings are asked for.</param>
    /// <param name="external">Is told what gateways say our address is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told of failures, at Debug.</param>
    public PortMappings(SocketFactory sockets, GatewayFinder finder, int port, TimeSpan lease, ExternalAddress external, TimeProvider time, ILogger log)
    {
        Func<Gateway, CancellationToken, Task<IPortMapper>>[] both = [(gateway, _) => Task.FromResult<IPortMapper>(new PcpMapper(new GatewaySocket(sockets, gateway, time), time))];
        Func<Gateway, CancellationToken, Task<IPortMapper>>[] v4 =
        [
            .. both,
            (gateway, _) => Task.FromResult<IPortMapper>(new NatPmpMapper(new GatewaySocket(sockets, gateway, time), time)),
            (gateway, cancel) => UpnpMapper.FindAsync(sockets, gateway, time, cancel),
        ];
        string[] names = ["PCP", "NAT-PMP", "UPnP"];
        _v4 = new PortKeeper(() => finder.Find(AddressFamily.InterNetwork), [.. v4.Zip(names, (find, name) => (name, find))], port, lease, external, time, log);
        _v6 = new PortKeeper(() => finder.Find(AddressFamily.InterNetworkV6), [.. both.Zip(names, (find, name) => (name, find))], port, lease, external, time, log);
        _v4.Changed += () => Changed?.Invoke();
    }

    /// <summary>The port outside is another than before. Any thread.</summary>
    public event Action? Changed;

    /// <summary>Where peers outside dial us (TCP); null while nothing is mapped.</summary>
    public int? ExternalPort => _v4.ExternalPort;

    public void Start()
    {
        _v4.Start();
        _v6.Start();
    }

    /// <summary>How it stands, IPv4 first; a family without a gateway is told so.</summary>
    public IReadOnlyList<PortMappingSnapshot> Snapshot() => [_v4.Snapshot(), _v6.Snapshot()];

    /// <summary>Ends when each family has tried its gateway once.</summary>
    public Task TriedAsync() => Task.WhenAll(_v4.TriedAsync(), _v6.TriedAsync());

    /// <summary>Takes the mappings back.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(FarewellTimeout);
        await Task.WhenAll(_v4.StopAsync(limit.Token), _v6.StopAsync(limit.Token)).ConfigureAwait(false);
    }
}
