using System.Net;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Interop;

/// <summary>A private DHT on loopback: nodes of ours in this process, nodes of libtorrent in one of theirs, each on an address or port of its own.</summary>
internal sealed class DhtNetwork : IAsyncDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Clients", "libtorrent_peer.py");
    /// <summary>Who knows so many finds the others.</summary>
    private const int EnoughNodes = 4;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(4);

    private readonly List<ShoalEngine> _ours = [];
    private readonly bool _isV6;
    private RunningProgram? _theirs;
    private int _places;

    private DhtNetwork(bool isV6) => _isV6 = isV6;

    /// <summary>Nodes that others may begin with: the first of ours and the first of theirs.</summary>
    public IReadOnlyList<IPEndPoint> Entrances { get; private set; } = [];

    public static async Task<DhtNetwork> StartAsync(int ours, int theirs, bool isV6)
    {
        var network = new DhtNetwork(isV6);
        for (var i = 0; i < ours; i++) await network.AddOursAsync();
        // libtorrent asks its entrance once: who knows nobody yet would leave it alone in the world.
        await UntilAsync(() => network._ours.TrueForAll(engine => GoodNodesOf(engine) >= Math.Min(EnoughNodes, ours - 1)), () => $"our nodes know too few: {string.Join(' ', network.GoodNodes)}");
        if (theirs > 0) await network.AddTheirsAsync(theirs);
        return network;
    }

    /// <summary>A place in the network for a program under test.</summary>
    public IPEndPoint NextPlace() => Workspace.FreeEndPoint(NextAddress());

    /// <summary>Good nodes that the nodes of ours know, one number each.</summary>
    public IReadOnlyList<int> GoodNodes => [.. _ours.Select(GoodNodesOf)];

    public async ValueTask DisposeAsync()
    {
        if (_theirs is not null) await _theirs.DisposeAsync();
        foreach (var engine in _ours) await engine.DisposeAsync();
    }

    private static int GoodNodesOf(ShoalEngine engine) => engine.Dht!.Nodes.Sum(node => node.GoodNodes);

    private async Task AddOursAsync()
    {
        var engine = await ShoalEngine.StartAsync(new EngineOptions
        {
            ListenOn = [NextPlace()],
            Discovery = new DiscoveryOptions { UseDht = true, UsePeerExchange = false, DhtBootstrap = [.. Entrances.Select(HostPortOf)] },
        });
        _ours.Add(engine);
        if (Entrances.Count == 0) Entrances = [engine.Dht!.Nodes.Single().Address];
    }

    private async Task AddTheirsAsync(int count)
    {
        var places = Enumerable.Range(0, count).Select(_ => NextPlace()).ToList();
        _theirs = new RunningProgram(Programs.Python, [Script, "nodes", Entrances[0].ToString(), .. places.Select(place => place.ToString())], Lifetime);
        await UntilAsync(() => _theirs.Said.Contains("ready"), () => $"libtorrent's nodes know too few: {_theirs.Story}");
        Entrances = [.. Entrances, places[0]];
    }

    // On IPv6 there is one loopback address: ports tell nodes apart.
    private IPAddress NextAddress() => _isV6 ? IPAddress.IPv6Loopback : new IPAddress(new byte[] { 127, 0, 7, (byte)++_places });

    private static HostPort HostPortOf(IPEndPoint address) => new(address.Address.ToString(), address.Port);

    private static async Task UntilAsync(Func<bool> condition, Func<string> story)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!condition())
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException(story());
            await Task.Delay(100);
        }
    }
}
