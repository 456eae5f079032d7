using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Rooms;

public class RoomPasswordTests
{
    [Fact]
    public async Task Who_knows_the_password_sees_and_gets()
    {
        await using var house = new RoomHouse();
        var content = house.MakeFile("ann", "plan.bin", 2_000_000);
        await house.JoinAsync("ann", "open sesame");
        house.MakeFile("cleo", "plan again.bin", 2_000_000);
        await house.JoinAsync("cleo", "open sesame");
        var ben = await house.JoinAsync("ben", "open sesame");

        var found = await RoomHouse.FoundAsync(ben, "plan.bin", holders: 2);
        var place = await ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length, Name = "plan.bin" }, RoomHouse.Soon);

        Assert.Equal(content, await File.ReadAllBytesAsync(place));
        Assert.True(ben.Snapshot().HasPassword);
    }

    [Theory]
    [InlineData("open sesame!")]
    [InlineData(null)]
    public async Task Who_does_not_know_it_sees_nobody_and_is_told_why(string? password)
    {
        await using var house = new RoomHouse();
        house.MakeFile("ann", "plan.bin", 2_000);
        var ann = await house.JoinAsync("ann", "open sesame");
        var eve = await house.JoinAsync("eve", password);

        await RoomHouse.UntilAsync(eve, now => now.Strangers > 0);
        await RoomHouse.UntilAsync(ann, now => now.Strangers > 0);

        Assert.Empty(ann.Snapshot().Members);
        Assert.Empty(eve.Snapshot().Members);
        Assert.Empty(eve.Find("plan.bin"));
    }

    [Fact]
    public async Task Its_files_are_given_to_nobody_else()
    {
        await using var house = new RoomHouse();
        house.MakeFile("ann", "plan.bin", 2_000);
        var ann = await house.JoinAsync("ann", "open sesame");
        var ben = await house.JoinAsync("ben", "open sesame");
        var found = await RoomHouse.FoundAsync(ben, "plan.bin");
        var eve = await house.StartAsync();
        var port = ben.Snapshot().Members[0].Address;

        // What it is, how long, in which room and where: all of it is no help without a certificate.
        foreach (var room in new Core.Primitives.InfoHash?[] { null, ann.Snapshot().Name.InfoHash })
        {
            var torrent = Core.Rooms.RoomTorrent.Create(found.Root, found.Length, room)!;
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            Core.Metainfo.TorrentFileWriter.Write(torrent, output);
            var theft = await eve.AddAsync(new AddTorrent { Metainfo = output.WrittenMemory, Directory = house.FolderOf("eve"), Peers = [port] });
            await Task.Delay(TimeSpan.FromSeconds(1));
            Assert.Equal(0, theft.Snapshot().Peers);
            Assert.Equal(0, theft.Snapshot().DownloadedBytes);
        }
    }
}
