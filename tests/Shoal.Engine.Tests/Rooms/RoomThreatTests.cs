using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Rooms;

public class RoomThreatTests
{
    private static readonly Sha256Hash Root = new([.. Enumerable.Repeat((byte)3, 32)]);

    // A room with an honest member in it, and a stranger who said hello.
    private static async Task<(Room Ann, Room Ben, RoomStranger Eve)> MeetAsync(RoomHouse house, RoomHello hello)
    {
        house.MakeFile("ann", "honest.bin", 400_000);
        var ann = await house.JoinAsync("ann");
        var ben = await house.JoinAsync("ben");
        await RoomHouse.FoundAsync(ben, "honest.bin");
        var eve = await RoomStranger.DialAsync(ben.Snapshot().Name, ann.Snapshot().Members[0].Address);
        await eve.SayAsync(hello.ToMessage());
        await RoomHouse.UntilAsync(ben, now => now.Members.Any(member => member.Name == hello.UserName));
        return (ann, ben, eve);
    }

    private static async Task AssertServedAsync(Room ben, RoomHouse house)
    {
        var found = await RoomHouse.FoundAsync(ben, "honest.bin");
        var place = await ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, RoomHouse.Soon);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(house.FolderOf("ann"), "honest.bin")), await File.ReadAllBytesAsync(place));
    }

    [Fact]
    public async Task A_catalog_without_end_costs_its_owner_the_connection()
    {
        await using var house = new RoomHouse();
        var (_, ben, eve) = await MeetAsync(house, RoomStranger.Hello("eve", files: 50_000));
        using var _1 = eve;
        var ended = eve.UntilPartedAsync();

        var number = 0;
        for (var revision = 0; revision < 1_000 && !ended.IsCompleted; revision++)
        {
            CatalogEntry[] entries = [.. Enumerable.Range(0, 500).Select(_ => new CatalogEntry($"{number++}", 1, Root, 0))];
            try
            {
                await eve.SayAsync(new CatalogPage { From = revision, To = revision + 1, Current = long.MaxValue, Entries = entries }.ToMessage());
            }
            catch (Exception expected) when (Shoal.Engine.Peers.PeerDialer.IsExpected(expected))
            {
                break;   // expected: it is over
            }
        }

        await ended;
        await RoomHouse.UntilAsync(ben, now => now.Members.Count == 1 && now.FileCount == 1);
        await AssertServedAsync(ben, house);
    }

    [Fact]
    public async Task Names_that_climb_or_steer_a_terminal_are_not_there()
    {
        await using var house = new RoomHouse();
        var (_, ben, eve) = await MeetAsync(house, RoomStranger.Hello("eve\u001b[31m", files: 4));
        using var _1 = eve;
        await eve.HearAsync(RoomMessageKind.Request);

        CatalogEntry[] entries = [new("../../evil", 1, Root, 0), new("x\u001b[2J", 1, Root, 0), new("/etc/passwd", 1, Root, 0), new("fine.bin", 1, Root, 0)];
        await eve.SayAsync(new CatalogPage { To = 4, Current = 4, Entries = entries }.ToMessage());

        await RoomHouse.FoundAsync(ben, "fine.bin");
        Assert.Equal(2, ben.Search("").Files.Count);
        await AssertServedAsync(ben, house);
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_member_says_ends_with_a_clear_message()
    {
        await using var house = new RoomHouse();
        var (_, ben, eve) = await MeetAsync(house, RoomStranger.Hello("eve", files: 1));
        await eve.HearAsync(RoomMessageKind.Request);
        await eve.SayAsync(new CatalogPage { To = 1, Current = 1, Entries = [new("bait.bin", 1L << 40, Root, 0)] }.ToMessage());
        var bait = await RoomHouse.FoundAsync(ben, "bait.bin");

        var getting = ben.GetAsync(new GetRoomFile { Root = bait.Root, Length = bait.Length }, RoomHouse.Soon);
        await RoomHouse.UntilAsync(ben, now => now.Transfers.Count == 1);
        eve.Dispose();

        Assert.Contains("bait.bin", (await Assert.ThrowsAsync<RoomException>(() => getting)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(house.FolderOf("ben"), "*", SearchOption.AllDirectories), file => file.EndsWith("bait.bin", StringComparison.Ordinal));
        await AssertServedAsync(ben, house);
    }

    [Fact]
    public async Task Who_takes_a_members_number_does_not_get_its_place()
    {
        await using var house = new RoomHouse();
        var (ann, ben, eve) = await MeetAsync(house, RoomStranger.Hello("eve"));
        using var _1 = eve;

        using var thief = await RoomStranger.DialAsync(ben.Snapshot().Name, ann.Snapshot().Members[0].Address);
        await thief.SayAsync((RoomStranger.Hello("ann") with { Member = ann.Snapshot().Id, Serial = long.MaxValue }).ToMessage());
        await thief.UntilPartedAsync();

        Assert.Equal(2, ben.Snapshot().Members.Count);
        await AssertServedAsync(ben, house);
    }

    [Fact]
    public async Task A_flood_of_connections_that_say_nothing_keeps_nobody_out()
    {
        if (!OperatingSystem.IsLinux()) return;   // elsewhere 127.0.0.9 is not ours
        await using var house = new RoomHouse();
        var (ann, ben, eve) = await MeetAsync(house, RoomStranger.Hello("eve"));
        using var _1 = eve;
        var silent = new List<Socket>();
        for (var i = 0; i < 40; i++) silent.Add(await RoomStranger.DialSilentlyAsync(ben.Snapshot().Name, ann.Snapshot().Members.First(member => member.Name == "ben").Address, "127.0.0.9"));
        var closed = 0;
        var reads = silent.ConvertAll(ReadToEndAsync);
        for (var polls = 0; Volatile.Read(ref closed) < 40 - RoomLimits.StrangersPerAddressMax; polls++)
        {
            Assert.True(polls < 3_000);
            await Task.Delay(20);
        }

        await house.JoinAsync("cleo");
        await RoomHouse.UntilAsync(ben, now => now.Members.Any(member => member.Name == "cleo"));
        silent.ForEach(one => one.Close());
        await Task.WhenAll(reads);

        async Task ReadToEndAsync(Socket socket)
        {
            try
            {
                while (await socket.ReceiveAsync(new byte[1_024]) > 0)
                {
                }
            }
            catch (Exception expected) when (expected is SocketException or ObjectDisposedException)
            {
                // Expected: closed, by them or by us.
            }

            Interlocked.Increment(ref closed);
        }
    }

    [Fact]
    public async Task Who_talks_too_much_is_parted_with()
    {
        await using var house = new RoomHouse();
        var (_, ben, eve) = await MeetAsync(house, RoomStranger.Hello("eve"));
        using var _1 = eve;
        var ended = eve.UntilPartedAsync();

        for (var i = 0; i < 10_000 && !ended.IsCompleted; i++)
        {
            try
            {
                await eve.SayAsync(new RoomPing(0, 0, 0).ToMessage());
            }
            catch (Exception expected) when (Shoal.Engine.Peers.PeerDialer.IsExpected(expected))
            {
                break;   // expected: it is over
            }
        }

        await ended;
        await AssertServedAsync(ben, house);
    }
}
