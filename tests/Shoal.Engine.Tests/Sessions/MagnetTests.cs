using System.Net;
using System.Net.Sockets;
using Shoal.Core.Extensions;
using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Peers;

namespace Shoal.Engine.Tests.Sessions;

/// <summary>A link and some peers (BEP 9, 53): what it selects, and metadata from several at once, liars among them.</summary>
public sealed class MagnetTests
{
    /// <summary>Whole pieces: of v1, files that share a piece come together.</summary>
    private const int FileBytes = 3 * 64 * 1024;

    [Theory]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    [InlineData(TorrentKind.Hybrid)]
    public async Task A_link_that_selects_files_gets_these_and_no_others(TorrentKind kind)
    {
        await using var swarm = await TestSwarm.CreateAsync(kind, ("a", FileBytes), ("b", FileBytes), ("c", FileBytes), ("d", FileBytes));
        var seed = await swarm.SeedAsync();
        var engine = await swarm.EngineAsync();
        var selected = swarm.Torrent.Metainfo.Files.Where(file => file.Path.ToString() is { } path && (path.EndsWith('b') || path.EndsWith('d'))).ToList();

        var torrent = await engine.AddAsync(new AddTorrent
        {
            Magnet = MagnetLink.Of(swarm.Torrent.Metainfo) + $"&so={string.Join(',', selected.Select(file => file.Index))}",
            Directory = swarm.FolderOf("leech"),
            Peers = [seed],
        });
        await torrent.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        var here = Directory.GetFiles(swarm.FolderOf("leech"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order();
        Assert.Equal(["b", "d"], here);
        Assert.Equal(2 * FileBytes, torrent.Snapshot().WantedBytes);
    }

    [Fact]
    public async Task Metadata_is_asked_of_several_peers_at_once()
    {
        await using var swarm = await ManyFilesAsync();
        var (torrent, peers) = await MeetAsync(swarm, count: 3);

        foreach (var peer in peers) Assert.True(await peer.ReadUntilAsync(() => peer.Asked.Count > 0));
        Assert.Equal(3, peers.Select(peer => peer.Asked[0].Piece).Distinct().Count());   // each another block

        var serving = peers.ConvertAll(peer => ServeAsync(peer, swarm.Torrent.Metainfo.InfoBytes));
        await torrent.WaitForMetadataAsync().WaitAsync(TestSwarm.Patience);
        await EndAsync(peers, serving);
    }

    [Fact]
    public async Task Threats_row_18_metadata_of_a_liar_is_refused_and_its_neighbour_on_this_machine_is_believed()
    {
        await using var swarm = await ManyFilesAsync();
        var (torrent, peers) = await MeetAsync(swarm, count: 2);
        var wrong = new byte[swarm.Torrent.Metainfo.InfoBytes.Length];

        List<Task> serving = [ServeAsync(peers[0], wrong), ServeAsync(peers[1], swarm.Torrent.Metainfo.InfoBytes)];
        await torrent.WaitForMetadataAsync().WaitAsync(TestSwarm.Patience);

        await serving[0].WaitAsync(TestSwarm.Patience);   // it ends when the liar is parted with
        await EndAsync(peers, serving);
    }

    // Long names make long metadata: some five blocks of it.
    private static Task<TestSwarm> ManyFilesAsync() =>
        TestSwarm.CreateAsync(TorrentKind.V1, [.. Enumerable.Range(0, 500).Select(i => ($"{new string('n', 120)}{i}", 10))]);

    private static async Task<(Torrent Torrent, List<ScriptedPeer> Peers)> MeetAsync(TestSwarm swarm, int count)
    {
        var (engine, metainfo) = (await swarm.EngineAsync(), swarm.Torrent.Metainfo);
        var listeners = Enumerable.Range(0, count).Select(_ => ScriptedPeer.Listen()).ToList();
        var torrent = await engine.AddAsync(new AddTorrent
        {
            Magnet = MagnetLink.Of(metainfo).ToString(), Directory = swarm.FolderOf("leech"), Peers = [.. listeners.Select(listener => (IPEndPoint)listener.LocalEndPoint!)],
        });
        var peers = new List<ScriptedPeer>();
        foreach (var listener in listeners) peers.Add(await ScriptedPeer.AcceptAsync(listener, metainfo.InfoHashes.Primary));
        foreach (var listener in listeners) listener.Dispose();
        foreach (var peer in peers)
        {
            await peer.SayAsync(ExtensionId.Handshake, new ExtensionHandshake
            {
                Extensions = ExtensionMap.Of(ExtensionId.UtMetadata), MetadataBytes = metainfo.InfoBytes.Length,
            }.ToPayload());
        }

        return (torrent, peers);
    }

    private static async Task EndAsync(List<ScriptedPeer> peers, IEnumerable<Task> serving)
    {
        foreach (var peer in peers) peer.Dispose();
        await Task.WhenAll(serving).WaitAsync(TestSwarm.Patience);
    }

    // Answers what is asked until the other side has enough of it.
    private static async Task ServeAsync(ScriptedPeer peer, ReadOnlyMemory<byte> info)
    {
        try
        {
            for (var answered = 0; await peer.ReadUntilAsync(() => peer.Asked.Count > answered); answered++)
            {
                var block = info[(peer.Asked[answered].Piece * MetadataMessage.BlockSize)..];
                if (block.Length > MetadataMessage.BlockSize) block = block[..MetadataMessage.BlockSize];
                await peer.SayAsync(ExtensionId.UtMetadata, MetadataMessage.OfData(peer.Asked[answered].Piece, info.Length, block.Span).ToPayload());
            }
        }
        catch (Exception expected) when (expected is SocketException or ObjectDisposedException)
        {
            // The test, or the engine, has had enough.
        }
    }
}
