using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Sessions;

namespace Shoal.Engine.Tests.Discovery.Dht;

public sealed class DhtTransferTests
{
    [Theory]
    [InlineData("127.0.0.1", TorrentKind.V1)]
    [InlineData("127.0.0.1", TorrentKind.Hybrid)]
    [InlineData("::1", TorrentKind.V2)]
    public async Task A_magnet_finds_its_seed_by_the_DHT_alone(string host, TorrentKind kind)
    {
        var address = IPAddress.Parse(host);
        await using var swarm = await TestSwarm.CreateAsync(kind, ("a", 300_000));
        var router = await swarm.EngineAsync(Dht(), address);
        await swarm.SeedAsync(Dht(router), address);
        var engine = await swarm.EngineAsync(Dht(router), address);

        var leecher = await engine.AddAsync(new AddTorrent
        {
            Magnet = MagnetLink.Of(swarm.Torrent.Metainfo).ToString(), Directory = swarm.FolderOf("leech"),
        });
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.True(engine.Dht!.Nodes.Single().GoodNodes >= 1);
        await Until(() => router.Dht!.Nodes.Single().StoredTorrents == (kind == TorrentKind.Hybrid ? 2 : 1));   // each of its swarms
    }

    [Fact]
    public async Task Nodes_are_kept_between_runs()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 1_000));
        var router = await swarm.EngineAsync(Dht());
        var file = swarm.FolderOf("dht.nodes");
        var before = await swarm.EngineAsync(WithTable(Dht(router), file));
        await Until(() => before.Dht!.Nodes.Single().GoodNodes > 0);
        await before.DisposeAsync();

        var after = await swarm.EngineAsync(WithTable(Dht(), file));

        await Until(() => after.Dht!.Nodes.Single().GoodNodes > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d2:id20:tooshorte")]
    [InlineData("d5:nodes26:aaaaaaaaaaaaaaaaaaaa\x7f\0\0\u0001\0\0e")]
    public async Task A_damaged_table_is_no_obstacle(string damaged)
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 1_000));
        var router = await swarm.EngineAsync(Dht());
        var file = swarm.FolderOf("dht.nodes");
        await File.WriteAllTextAsync(file, damaged);

        var engine = await swarm.EngineAsync(WithTable(Dht(router), file));

        await Until(() => engine.Dht!.Nodes.Single().GoodNodes > 0);
    }

    [Fact]
    public async Task Peers_tell_each_other_where_their_nodes_are()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        var seed = await swarm.EngineAsync(Dht());
        await seed.AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = swarm.SeedFolder, AssumeComplete = true });
        var engine = await swarm.EngineAsync(Dht());

        await swarm.LeechAsync(engine, "leech", seed.ListeningOn[0]);

        await Until(() => engine.Dht!.Nodes.Single().GoodNodes > 0 && seed.Dht!.Nodes.Single().GoodNodes > 0);
    }

    [Fact]
    public async Task A_private_torrent_is_unknown_to_the_DHT_and_its_peers_nodes_to_us()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        await swarm.MakePrivateAsync();
        var router = await swarm.EngineAsync(Dht());
        var seed = await swarm.EngineAsync(Dht(router));
        await seed.AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = swarm.SeedFolder, AssumeComplete = true });
        var engine = await swarm.EngineAsync(Dht());
        var leecher = await swarm.LeechAsync(engine, "leech", seed.ListeningOn[0]);
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        await Until(() => seed.Dht!.Nodes.Single().GoodNodes > 0);

        Assert.Equal(0, router.Dht!.Nodes.Single().StoredTorrents);
        Assert.Equal(0, engine.Dht!.Nodes.Single().KnownNodes);
    }

    [Fact]
    public async Task An_engine_has_a_node_of_each_family_beside_its_listeners()
    {
        await using var engine = await ShoalEngine.StartAsync(Dht() with { ListenOn = [new(IPAddress.Loopback, 0), new(IPAddress.IPv6Loopback, 0)] });

        Assert.Equal(engine.ListeningOn, engine.Dht!.Nodes.Select(node => node.Address));
    }

    [Fact]
    public async Task An_engine_without_the_DHT_has_none()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 1_000));

        Assert.Null((await swarm.EngineAsync()).Dht);
    }

    private static EngineOptions Dht(params ShoalEngine[] routers) => new()
    {
        Discovery = new DiscoveryOptions
        {
            UseDht = true,
            DhtBootstrap = [.. routers.Select(router => router.Dht!.Nodes.Single().Address).Select(address => new HostPort(address.Address.ToString(), address.Port))],
        },
    };

    private static EngineOptions WithTable(EngineOptions options, string file) =>
        options with { Discovery = options.Discovery with { DhtTableFile = file } };

    private static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TestSwarm.Patience);
        while (!condition()) await Task.Delay(20, deadline.Token);
    }
}
