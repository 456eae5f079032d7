using System.Net;
using System.Net.Sockets;
using Shoal.Core.Extensions;
using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Sessions;

namespace Shoal.Engine.Tests.Peers;

public sealed class PeerExchangeTests
{
    private static readonly EngineOptions Without = new() { Discovery = new DiscoveryOptions { UsePeerExchange = false } };

    [Fact]
    public async Task Peers_that_know_only_one_get_to_know_each_other()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.Hybrid, ("a", 300_000));
        var hub = await swarm.EngineAsync();
        var torrents = new List<Torrent> { await swarm.LeechAsync(hub, "hub") };
        for (var i = 0; i < 5; i++) torrents.Add(await swarm.LeechAsync(await swarm.EngineAsync(), $"peer{i}", hub.ListeningOn[0]));

        await UntilAsync(() => torrents.TrueForAll(torrent => torrent.Snapshot().Peers == 5));
    }

    [Fact]
    public async Task Who_can_be_dialled_is_told_and_itself_is_not()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 300_000));
        var seed = await swarm.SeedAsync();
        using var first = await JoinAsync(swarm, seed, listensAt: 7001);
        using var second = await JoinAsync(swarm, seed, listensAt: 7002);
        using var silent = await JoinAsync(swarm, seed, listensAt: null);

        Assert.True(await second.ReadUntilAsync(() => second.Told.Count > 0));

        var told = Assert.Single(second.Told[0].Added);
        Assert.Equal(new PexPeer(new IPEndPoint(IPAddress.Loopback, 7001), PexFlags.None), told);   // it dialled us: nobody knows that it can be reached
    }

    [Fact]
    public async Task Who_does_not_exchange_neither_offers_nor_tells_nor_listens()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 300_000));
        var seed = await swarm.SeedAsync(Without);
        using var victim = ScriptedPeer.Listen();
        using var teller = await JoinAsync(swarm, seed, listensAt: 7001);
        using var other = await JoinAsync(swarm, seed, listensAt: 7002);

        await TellAsync(teller, victim.LocalEndPoint!);

        Assert.False(teller.Theirs!.Extensions.Supports(ExtensionId.UtPex));
        await AssertNobodyComesAsync(victim);
        Assert.Empty(other.Told);
    }

    [Fact]
    public async Task Who_is_told_of_is_dialled()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 300_000));
        var leech = await swarm.EngineAsync();
        await swarm.LeechAsync(leech, "leech");
        using var other = ScriptedPeer.Listen();
        using var teller = await JoinAsync(swarm, leech.ListeningOn[0], listensAt: 7001);

        await TellAsync(teller, other.LocalEndPoint!);

        using var come = await ScriptedPeer.AcceptAsync(other, swarm.Torrent.Metainfo.InfoHashes.Primary);
        Assert.True(await come.ReadUntilAsync(() => come.Theirs is not null));
    }

    [Fact]
    public async Task Threats_row_27_a_flood_of_messages_costs_its_sender_the_connection()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 300_000));
        using var flooder = await JoinAsync(swarm, await swarm.SeedAsync(), listensAt: 7001);

        for (var i = 0; i <= PexListener.BurstMax + PexListener.MaxIgnored; i++) await flooder.SayAsync(ExtensionId.UtPex, new PexMessage().ToPayload());

        Assert.False(await flooder.ReadToEndAsync());
    }

    [Fact]
    public async Task Threats_row_27_a_malformed_list_costs_its_sender_the_connection()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 300_000));
        using var peer = await JoinAsync(swarm, await swarm.SeedAsync(), listensAt: 7001);

        await peer.SayAsync(ExtensionId.UtPex, "d5:added5:abcdee"u8.ToArray());

        Assert.False(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_peer_with_two_addresses_is_one_peer()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 300_000));
        var options = new EngineOptions { ListenOn = [new IPEndPoint(IPAddress.IPv6Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0)] };
        await using var hub = await ShoalEngine.StartAsync(options);
        var here = await swarm.LeechAsync(hub, "hub");
        var torrent = await swarm.LeechAsync(await swarm.EngineAsync(), "leech", [.. hub.ListeningOn]);
        await UntilAsync(() => here.Snapshot().Peers > 0 && torrent.Snapshot().Peers > 0);

        await Task.Delay(TimeSpan.FromSeconds(2));   // the other address has been tried by then

        Assert.Equal((1, 1), (here.Snapshot().Peers, torrent.Snapshot().Peers));
    }

    [Fact]
    public async Task A_liar_on_loopback_is_banned_and_its_neighbours_are_not()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 1_000_000));
        var lies = swarm.FolderOf("lies");
        Directory.CreateDirectory(Path.Combine(lies, "content"));
        await File.WriteAllBytesAsync(Path.Combine(lies, "content", "a"), new byte[1_000_000]);
        var liar = await swarm.EngineAsync();
        await liar.AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = lies, AssumeComplete = true });
        var leech = await swarm.EngineAsync();
        var torrent = await swarm.LeechAsync(leech, "leech", liar.ListeningOn[0]);
        await UntilAsync(() => torrent.Snapshot() is { DownloadedBytes: > 0, Peers: 0 });

        torrent.AddPeer(await swarm.SeedAsync());

        await torrent.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        swarm.AssertSame("leech");
    }

    private static async Task<ScriptedPeer> JoinAsync(TestSwarm swarm, IPEndPoint engine, int? listensAt)
    {
        var peer = await ScriptedPeer.DialAsync(engine, swarm.Torrent.Metainfo.InfoHashes.Primary);
        await peer.SayAsync(ExtensionId.Handshake, new ExtensionHandshake { Extensions = ExtensionMap.Of(ExtensionId.UtPex), ListenPort = listensAt }.ToPayload());
        Assert.True(await peer.ReadUntilAsync(() => peer.Theirs is not null));
        return peer;
    }

    private static Task TellAsync(ScriptedPeer teller, EndPoint of) =>
        teller.SayAsync(ExtensionId.UtPex, new PexMessage { Added = [new PexPeer((IPEndPoint)of, PexFlags.None)] }.ToPayload());

    // Nothing can be waited for that should not come: a moment's silence has to do.
    private static async Task AssertNobodyComesAsync(Socket listener)
    {
        using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => (await listener.AcceptAsync(moment.Token)).Dispose());
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var polls = 0; polls < 1_200 && !holds(); polls++) await Task.Delay(50);
        Assert.True(holds());
    }
}
