using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Rooms;

public class RoomTransferTests
{
    [Fact]
    public async Task Two_people_see_each_other_and_a_file_goes_over()
    {
        await using var house = new RoomHouse();
        var content = house.MakeFile("ann", "photos/Holiday 2026.jpg", 3_000_000);
        var ann = await house.JoinAsync("ann");
        var ben = await house.JoinAsync("ben");

        var found = await RoomHouse.FoundAsync(ben, "holiday 2026.jpg");
        var place = await ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, RoomHouse.Soon);

        Assert.Equal(("photos/Holiday 2026.jpg", content.Length, "ann"), (found.Path, found.Length, Assert.Single(found.Holders)));
        Assert.Equal(Path.Combine(house.FolderOf("ben"), "Holiday 2026.jpg"), place);
        Assert.Equal(content, await File.ReadAllBytesAsync(place));
        Assert.Equal("ben", Assert.Single(ann.Snapshot().Members).Name);
        await RoomHouse.UntilAsync(ann, now => now.FileCount == 1 && now.UploadedBytes == content.Length);
        Assert.Equal(["Holiday 2026.jpg"], Directory.GetFileSystemEntries(house.FolderOf("ben")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_was_got_is_shared_on_when_its_first_owner_is_gone()
    {
        await using var house = new RoomHouse();
        var content = house.MakeFile("ann", "big.bin", 2_000_000);
        var ann = await house.JoinAsync("ann");
        var ben = await house.JoinAsync("ben");
        var first = await RoomHouse.FoundAsync(ben, "big.bin");
        await ben.GetAsync(new GetRoomFile { Root = first.Root, Length = first.Length }, RoomHouse.Soon);
        await house.LeaveAsync(ann);
        var cleo = await house.JoinAsync("cleo");

        var found = await RoomHouse.FoundAsync(cleo, "big.bin");
        var place = await cleo.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, RoomHouse.Soon);

        Assert.Equal(["ben"], found.Holders);
        Assert.Equal(content, await File.ReadAllBytesAsync(place));
    }

    [Fact]
    public async Task Two_who_get_the_same_file_give_each_other_what_they_have()
    {
        await using var house = new RoomHouse();
        var content = house.MakeFile("ann", "big.bin", 9_000_000);
        var ann = await house.JoinAsync("ann", options => options, uploadLimit: 1_500_000);
        Room[] others = [await house.JoinAsync("ben"), await house.JoinAsync("cleo")];
        await RoomHouse.UntilAsync(others[0], now => now.Members.Count == 2);
        var found = await RoomHouse.FoundAsync(others[0], "big.bin");
        await RoomHouse.FoundAsync(others[1], "big.bin");

        var places = await Task.WhenAll(others.Select(other => other.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, RoomHouse.Soon)));

        foreach (var place in places) Assert.Equal(content, await File.ReadAllBytesAsync(place));
        Assert.InRange(ann.Snapshot().UploadedBytes, 0, 14_000_000);
    }

    [Fact]
    public async Task What_we_share_ourselves_is_copied_and_not_fetched()
    {
        await using var house = new RoomHouse();
        var content = house.MakeFile("ann", "a.bin", 400_000);
        house.MakeFile("ben", "b.bin", 400_000);
        var ann = await house.JoinAsync("ann");
        var ben = await house.JoinAsync("ben");
        await ben.WaitForSharesAsync(RoomHouse.Soon);
        var found = await RoomHouse.FoundAsync(ben, "a.bin");

        var here = await ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, RoomHouse.Soon);
        var there = await ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length, Directory = house.FolderOf("elsewhere") }, RoomHouse.Soon);

        Assert.True(found.IsHere);
        Assert.Equal(Path.Combine(house.FolderOf("ben"), "b.bin"), here);
        Assert.Equal(content, await File.ReadAllBytesAsync(there));
        Assert.Equal(0, ann.Snapshot().UploadedBytes);
    }

    [Fact]
    public async Task One_file_under_two_names_is_one_file_with_two_holders()
    {
        await using var house = new RoomHouse();
        house.MakeFile("ann", "a/one.bin", 300_000);
        var content = house.MakeFile("ben", "two.bin", 300_000);
        await house.JoinAsync("ann");
        await house.JoinAsync("ben");
        var cleo = await house.JoinAsync("cleo");

        var found = await RoomHouse.FoundAsync(cleo, "one.bin", holders: 2);
        var place = await cleo.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length, Name = "two.bin" }, RoomHouse.Soon);

        Assert.Equal(["ann", "ben"], found.Holders.Order(StringComparer.Ordinal));
        Assert.Equal("two.bin", Path.GetFileName(place));
        Assert.Equal(content, await File.ReadAllBytesAsync(place));
        Assert.Single(cleo.Search("bin").Files);
    }
}
