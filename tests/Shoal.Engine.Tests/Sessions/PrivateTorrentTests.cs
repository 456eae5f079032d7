using System.Net;
using System.Net.Sockets;
using Shoal.Core.Extensions;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Discovery.Local;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Discovery;
using Shoal.Engine.Tests.Discovery.Local;
using Shoal.Engine.Tests.Peers;

namespace Shoal.Engine.Tests.Sessions;

/// <summary>A private torrent (BEP 27) is spoken of to nobody but its trackers: what leaves the machine is listened to (threats row 34).</summary>
public sealed class PrivateTorrentTests : IAsyncDisposable
{
    private static readonly EngineOptions AllWays = new() { Discovery = new DiscoveryOptions { UseLocalDiscovery = true } };

    private readonly TestSwarm _files = TestSwarm.CreateAsync(TorrentKind.V1, ("a", 300_000)).GetAwaiter().GetResult();
    private readonly GroupListener _wire = new(new LocalGroup());
    private readonly FakeClock _clock = new();
    private readonly List<ShoalEngine> _engines = [];

    [Fact]
    public async Task Threats_row_34_a_private_torrent_is_announced_to_nobody_on_the_network()
    {
        var (torrent, open) = (await MakeAsync(isPrivate: true), await MakeAsync(isPrivate: false));
        var engine = await EngineAsync();
        await engine.AddAsync(new AddTorrent { Metainfo = torrent.TorrentFile, Directory = _files.SeedFolder, AssumeComplete = true });
        await engine.AddAsync(new AddTorrent { Metainfo = open.TorrentFile, Directory = _files.SeedFolder, AssumeComplete = true });

        await HearUntilAsync(said => said.Contains(NameOf(open), StringComparison.Ordinal));
        for (var minute = 0; minute < 20; minute++) _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.DoesNotContain(NameOf(torrent), string.Concat(await _wire.UntilNowAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threats_row_34_peers_of_a_private_torrent_are_offered_neither_its_metadata_nor_addresses()
    {
        var torrent = await MakeAsync(isPrivate: true);
        var engine = await EngineAsync();
        await engine.AddAsync(new AddTorrent { Metainfo = torrent.TorrentFile, Directory = _files.SeedFolder, AssumeComplete = true });
        using var peer = await ScriptedPeer.DialAsync(engine.ListeningOn[0], torrent.Metainfo.InfoHashes.Primary);
        await peer.SayAsync(ExtensionId.Handshake, new ExtensionHandshake { Extensions = ExtensionMap.Of(ExtensionId.UtPex, ExtensionId.UtMetadata) }.ToPayload());

        await peer.SayAsync(ExtensionId.UtMetadata, MetadataMessage.Request(0).ToPayload());

        Assert.True(await peer.ReadUntilAsync(() => peer.Asked.Count > 0));
        Assert.Equal((MetadataMessageKind.Reject, 0), peer.Asked[0]);
        Assert.Null(peer.Theirs!.MetadataBytes);
        Assert.False(peer.Theirs.Extensions.Supports(ExtensionId.UtPex));
        Assert.False(peer.Theirs.Extensions.Supports(ExtensionId.UtMetadata));
    }

    [Fact]
    public async Task Threats_row_34_a_link_that_turns_out_to_be_private_falls_silent_and_forgets_whom_it_met()
    {
        var torrent = await MakeAsync(isPrivate: true);
        var name = torrent.Metainfo.InfoHashes.Primary;
        using var giver = ScriptedPeer.Listen();
        using var neighbour = ScriptedPeer.Listen();
        using var hearsay = ScriptedPeer.Listen();
        var engine = await EngineAsync();
        var added = await engine.AddAsync(new AddTorrent
        {
            Magnet = $"magnet:?xt=urn:btih:{name}", Directory = _files.FolderOf("leech"), Peers = [(IPEndPoint)giver.LocalEndPoint!],
        });
        using var gives = await ScriptedPeer.AcceptAsync(giver, name);
        await HearUntilAsync(said => said.Contains(name.ToString(), StringComparison.Ordinal));
        _wire.Say($"BT-SEARCH * HTTP/1.1\r\nHost: x\r\nPort: {((IPEndPoint)neighbour.LocalEndPoint!).Port}\r\nInfohash: {name}\r\n\r\n\r\n");
        using var near = await ScriptedPeer.AcceptAsync(neighbour, name);

        var info = torrent.Metainfo.InfoBytes;
        await gives.SayAsync(ExtensionId.Handshake, new ExtensionHandshake
        {
            Extensions = ExtensionMap.Of(ExtensionId.UtMetadata, ExtensionId.UtPex), MetadataBytes = info.Length,
        }.ToPayload());
        await gives.SayAsync(ExtensionId.UtPex, new PexMessage { Added = [new PexPeer(new IPEndPoint(IPAddress.Parse("127.9.9.9"), 7009), PexFlags.None)] }.ToPayload());
        await gives.ReadUntilAsync(() => gives.Asked.Count > 0);
        await gives.SayAsync(ExtensionId.UtMetadata, MetadataMessage.OfData(0, info.Length, info.Span).ToPayload());
        await added.WaitForMetadataAsync().WaitAsync(TestSwarm.Patience);

        Assert.False(await near.ReadToEndAsync());                                             // whom multicast named is let go
        Assert.True(await gives.ReadUntilAsync(() => gives.Theirs!.Extensions.Supports(ExtensionId.UtPex) is false));   // whom the owner named stays, and hears that nothing is offered any more
        await _wire.UntilNowAsync();
        for (var minute = 0; minute < 20; minute++) _clock.Advance(TimeSpan.FromMinutes(1));
        _wire.Say($"BT-SEARCH * HTTP/1.1\r\nHost: x\r\nPort: {((IPEndPoint)hearsay.LocalEndPoint!).Port}\r\nInfohash: {name}\r\n\r\n\r\n");
        var said = string.Concat((await _wire.UntilNowAsync()).Where(said => !said.Contains("Host: x", StringComparison.Ordinal)));
        Assert.DoesNotContain(name.ToString(), said, StringComparison.Ordinal);
        Assert.False(hearsay.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectRead));     // nobody follows multicast any more
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) await engine.DisposeAsync();
        _wire.Dispose();
        await _files.DisposeAsync();
    }

    private async Task<ShoalEngine> EngineAsync()
    {
        var engine = await ShoalEngine.StartAsync(AllWays with { ListenOn = [new IPEndPoint(IPAddress.Loopback, 0)] }, time: _clock);
        _engines.Add(engine);
        return engine;
    }

    private async Task<CreatedTorrent> MakeAsync(bool isPrivate) => await TorrentMaker.CreateAsync(new CreateTorrent
    {
        Path = Path.Combine(_files.SeedFolder, "content"), Kind = TorrentKind.V1, PieceBytes = 64 * 1024,
        Options = new MetainfoOptions { IsPrivate = isPrivate, Source = Guid.NewGuid().ToString() },
    });

    private async Task HearUntilAsync(Func<string, bool> isIt)
    {
        while (!isIt(await _wire.NextAsync())) { }
    }

    private static string NameOf(CreatedTorrent torrent) => torrent.Metainfo.InfoHashes.Primary.ToString();
}
