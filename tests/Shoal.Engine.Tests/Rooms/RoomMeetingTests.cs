using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Rooms;

public class RoomMeetingTests
{
    private static DiscoveryOptions Dht(params ShoalEngine[] routers) => new()
    {
        UseDht = true,
        DhtBootstrap = [.. routers.Select(router => router.Dht!.Nodes.Single().Address).Select(address => new HostPort(address.Address.ToString(), address.Port))],
    };

    [Fact]
    public async Task A_named_room_is_found_by_the_DHT_alone()
    {
        await using var house = new RoomHouse();
        var router = await house.StartAsync(Dht());
        var ann = await house.JoinAsync("ann", options => options, discovery: Dht(router));
        var ben = await house.JoinAsync("ben", options => options, discovery: Dht(router));

        await RoomHouse.UntilAsync(ben, now => now.Members.Count == 1);
        await RoomHouse.UntilAsync(ann, now => now.Members.Count == 1);
    }

    [Fact]
    public async Task The_room_of_the_local_network_is_not_told_to_the_DHT()
    {
        await using var house = new RoomHouse();
        var router = await house.StartAsync(Dht());
        await house.JoinAsync("ann", options => options with { Name = RoomName.Lan }, discovery: Dht(router));
        await house.JoinAsync("ben", options => options, discovery: Dht(router));

        for (var polls = 0; router.Dht!.Nodes.Single().StoredTorrents == 0; polls++)
        {
            Assert.True(polls < 3_000);
            await Task.Delay(20);
        }

        Assert.Equal(1, router.Dht.Nodes.Single().StoredTorrents);
    }

    [Fact]
    public async Task One_who_leaves_is_gone_at_once_and_one_who_comes_back_is_there_again()
    {
        await using var house = new RoomHouse();
        house.MakeFile("ben", "b.bin", 10);
        var ann = await house.JoinAsync("ann");
        var ben = await house.JoinAsync("ben");
        await RoomHouse.FoundAsync(ann, "b.bin");

        await house.LeaveAsync(ben);
        await RoomHouse.UntilAsync(ann, now => now.Members.Count == 0 && now.FileCount == 0);
        await house.JoinAsync("ben");

        await RoomHouse.FoundAsync(ann, "b.bin");
    }

    [Fact]
    public async Task Everybody_has_one_connection_with_everybody()
    {
        await using var house = new RoomHouse();
        var rooms = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => house.JoinAsync($"user {i}")));

        foreach (var room in rooms) await RoomHouse.UntilAsync(room, now => now.Members.Count == 5);

        Assert.All(rooms, room => Assert.Equal(5, room.Snapshot().Members.Select(member => member.Id).Distinct().Count()));
    }

    [Fact]
    public async Task A_room_is_joined_once()
    {
        await using var house = new RoomHouse();
        var engine = await house.StartAsync();
        await using var room = await engine.JoinRoomAsync(new RoomOptions { UserName = "ann" });

        await Assert.ThrowsAsync<RoomException>(() => engine.JoinRoomAsync(new RoomOptions { UserName = "ann" }));
    }
}
