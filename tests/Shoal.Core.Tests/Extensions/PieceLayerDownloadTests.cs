using Shoal.Core.Extensions;
using Shoal.Core.PeerWire;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Extensions;

public class PieceLayerDownloadTests
{
    private static readonly PeerHandle Honest = new(1);
    private static readonly PeerHandle Other = new(2);

    private readonly List<PieceLayerRequest> _requests = [];

    [Theory]
    [InlineData(16_384, new[] { 16_385L })]
    [InlineData(16_384, new[] { 3 * 16_384L, 5L, 16_384 * 512 + 1, 16_384 })]
    [InlineData(32_768, new[] { 32_768L * 700 })]
    [InlineData(65_536, new[] { 65_536L * 3, 65_536 * 3, 70_000, 65_536 * 3 })]
    public void All_layers_come_from_one_peer(int pieceBytes, long[] files)
    {
        var torrent = new V2Torrent(pieceBytes, files);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        download.AddPeer(Honest);

        Run(torrent, download, TimeSpan.Zero);

        Assert.Equal(torrent.Layers.Hashes.ToArray(), download.Layers!.Hashes.ToArray());
    }

    [Fact]
    public void Files_of_a_piece_at_most_need_nobody()
    {
        var torrent = new V2Torrent(65_536, 1, 65_536, 20_000);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        Assert.Equal(torrent.Layers.Hashes.ToArray(), download.Layers!.Hashes.ToArray());
    }

    [Fact]
    public void Requests_are_those_BEP_52_recommends_and_the_last_is_no_longer_than_needed()
    {
        var torrent = new V2Torrent(32_768, 32_768L * 513);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        download.AddPeer(Honest);

        download.Ask(TimeSpan.Zero, _requests);

        Assert.Equal(
            [new HashRange(torrent.RootOf(0), 1, 0, 512, 9), new HashRange(torrent.RootOf(0), 1, 512, 2, 9)],
            _requests.Select(r => r.Range));
    }

    [Fact]
    public void Files_with_the_same_bytes_are_asked_for_once()
    {
        var torrent = new V2Torrent(16_384, 100_000, 100_000, 100_000);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        download.AddPeer(Honest);

        download.Ask(TimeSpan.Zero, _requests);

        Assert.Single(_requests);
    }

    [Fact]
    public void A_liar_is_known_at_once_and_the_next_peer_asked()
    {
        var torrent = new V2Torrent(16_384, 16_384 * 40);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        download.AddPeer(Other);
        download.Ask(TimeSpan.Zero, _requests);
        var range = _requests[0].Range;
        var wrong = Answer(torrent, range);
        wrong[100] ^= 1;

        Assert.Equal(PieceLayerProgress.Lie, download.Receive(Other, new HashesMessage(range, wrong)));
        Assert.Equal(PieceLayerProgress.Ignored, download.Receive(Other, new HashesMessage(range, Answer(torrent, range))));
        download.AddPeer(Honest);
        Run(torrent, download, TimeSpan.Zero);

        Assert.NotNull(download.Layers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(-32)]
    [InlineData(32 * 9000)]
    public void An_answer_with_too_many_or_few_hashes_is_a_lie(int change)
    {
        var torrent = new V2Torrent(16_384, 16_384 * 600);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        download.AddPeer(Honest);
        download.Ask(TimeSpan.Zero, _requests);
        var range = _requests[0].Range;
        var hashes = Answer(torrent, range);
        Array.Resize(ref hashes, Math.Max(0, hashes.Length + change));

        var expected = change == 0 ? PieceLayerProgress.Taken : PieceLayerProgress.Lie;
        Assert.Equal(expected, download.Receive(Honest, new HashesMessage(range, hashes)));
    }

    [Fact]
    public void What_was_not_asked_for_is_ignored()
    {
        var torrent = new V2Torrent(16_384, 16_384 * 600);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        var range = new HashRange(torrent.RootOf(0), 0, 0, 512, 9);
        download.AddPeer(Honest);

        Assert.Equal(PieceLayerProgress.Ignored, download.Receive(Honest, new HashesMessage(range, Answer(torrent, range))));
        download.Ask(TimeSpan.Zero, _requests);
        Assert.Equal(PieceLayerProgress.Ignored, download.Receive(Other, new HashesMessage(range, Answer(torrent, range))));
        Assert.Equal(PieceLayerProgress.Ignored, download.Receive(Honest, new HashesMessage(range with { Index = 1 }, [])));
        download.Reject(Honest, new HashRejectMessage(range with { Index = 1 }), TimeSpan.Zero);
        Assert.Equal(PieceLayerProgress.Taken, download.Receive(Honest, new HashesMessage(range, Answer(torrent, range))));
    }

    [Fact]
    public void Who_rejects_is_left_alone_and_others_are_asked_at_once()
    {
        var torrent = new V2Torrent(16_384, 16_384 * 40);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        download.AddPeer(Other);
        download.Ask(TimeSpan.Zero, _requests);
        download.Reject(Other, new HashRejectMessage(_requests[0].Range), TimeSpan.Zero);

        _requests.Clear();
        download.Ask(TimeSpan.FromSeconds(19), _requests);
        Assert.Empty(_requests);
        download.AddPeer(Honest);
        download.Ask(TimeSpan.FromSeconds(19), _requests);
        Assert.Equal([Honest], _requests.Select(r => r.Peer));
        _requests.Clear();
        download.RemovePeer(Honest);
        download.Ask(TimeSpan.FromSeconds(20), _requests);
        Assert.Equal([Other], _requests.Select(r => r.Peer));
    }

    [Fact]
    public void Who_is_silent_is_not_waited_for()
    {
        var torrent = new V2Torrent(16_384, 16_384 * 40);
        var download = new PieceLayerDownload(torrent.WithoutLayers);
        download.AddPeer(Other);
        download.Ask(TimeSpan.Zero, _requests);
        download.AddPeer(Honest);
        _requests.Clear();
        download.Ask(TimeSpan.FromSeconds(4), _requests);
        Assert.Empty(_requests);

        Run(torrent, download, TimeSpan.FromSeconds(5));

        Assert.NotNull(download.Layers);
    }

    private void Run(V2Torrent torrent, PieceLayerDownload download, TimeSpan now)
    {
        while (download.Layers is null)
        {
            _requests.Clear();
            download.Ask(now, _requests);
            Assert.NotEmpty(_requests);
            foreach (var (peer, range) in _requests)
            {
                Assert.Equal(Honest, peer);
                Assert.NotEqual(PieceLayerProgress.Lie, download.Receive(peer, new HashesMessage(range, Answer(torrent, range))));
            }
        }
    }

    private static byte[] Answer(V2Torrent torrent, HashRange range)
    {
        var server = new HashServer(torrent.Metainfo);
        Assert.True(server.TryAnswer(range, server.NewBudget(), TimeSpan.Zero, out var hashes), range.ToString());
        return hashes;
    }
}
