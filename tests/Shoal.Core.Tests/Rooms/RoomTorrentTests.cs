using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;

namespace Shoal.Core.Tests.Rooms;

public class RoomTorrentTests
{
    private static readonly Sha256Hash Root = CatalogTests.RootOf(1);

    [Theory]
    [InlineData(1, 256 << 10)]
    [InlineData(256L << 20, 256 << 10)]
    [InlineData((256L << 20) + 1, 512 << 10)]
    [InlineData(1L << 30, 1 << 20)]
    [InlineData(1L << 40, 16 << 20)]
    [InlineData(RoomTorrent.MaxFileBytes, 16 << 20)]
    public void A_piece_is_as_long_as_the_file_wants(long fileBytes, int pieceBytes) => Assert.Equal(pieceBytes, RoomTorrent.PieceBytesFor(fileBytes));

    [Fact]
    public void The_torrent_is_a_private_v2_one_of_one_file()
    {
        var torrent = RoomTorrent.Create(Root, 3_000_000)!;

        Assert.True(torrent.IsPrivate);
        Assert.Null(torrent.InfoHashes.V1);
        Assert.Equal((Root.ToString(), 3_000_000L, Root), (Assert.Single(torrent.Files).Path, torrent.ContentBytes, torrent.Files[0].Root));
        Assert.Null(torrent.PieceLayers);
        Assert.Equal(RoomTorrent.HashOf(Root, 3_000_000), torrent.InfoHashes.V2);
    }

    // For ever: a later version that computed another would find nobody.
    [Fact]
    public void A_content_has_this_swarm() => Assert.Equal("0ed0dd09c21b3d2a1abb49382bd7b9baa6568bd7", RoomTorrent.NameOf(Root, 3_000_000).ToString());

    [Fact]
    public void A_file_of_one_piece_needs_no_layers() => Assert.NotNull(RoomTorrent.Create(Root, RoomTorrent.MinPieceBytes)!.PieceLayers);

    [Fact]
    public void Layers_are_believed_only_when_they_lead_to_the_root()
    {
        var layer = new byte[3 * Sha256Hash.Size];
        layer[5] = 1;
        var root = MerkleTree.FileRoot(layer, RoomTorrent.MinPieceBytes);

        Assert.NotNull(RoomTorrent.Create(root, 3 * RoomTorrent.MinPieceBytes, layer)!.PieceLayers);
        layer[5]++;
        Assert.Null(RoomTorrent.Create(root, 3 * RoomTorrent.MinPieceBytes, layer));
    }

    [Fact]
    public void A_room_with_a_password_has_swarms_of_its_own() =>
        Assert.NotEqual(RoomTorrent.NameOf(Root, 5), RoomTorrent.NameOf(Root, 5, RoomName.Lan.InfoHash));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(RoomTorrent.MaxFileBytes + 1)]
    public void A_length_that_no_file_has_makes_no_torrent(long length) => Assert.Null(RoomTorrent.Create(Root, length));
}
