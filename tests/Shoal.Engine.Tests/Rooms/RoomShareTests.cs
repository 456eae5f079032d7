using Shoal.Core.Primitives;
using Shoal.Engine.Platform;
using Shoal.Engine.Rooms;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Rooms;

public class RoomShareTests
{
    private static string[] PathsOf(Room room, Room of) => [.. room.FilesOf(of.Snapshot().Id).Select(entry => entry.Path)];

    private static async Task UntilSharedAsync(Room room, Room of, params string[] paths)
    {
        for (var polls = 0; !PathsOf(room, of).SequenceEqual(paths); polls++)
        {
            Assert.True(polls < RoomHouse.Patience.TotalMilliseconds / 20, string.Join(", ", PathsOf(room, of)));
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task A_catalog_follows_what_is_made_renamed_changed_and_deleted()
    {
        await using var house = new RoomHouse();
        house.MakeFile("ann", "a.bin", 1_000);
        var ann = await house.JoinAsync("ann");
        var ben = await house.JoinAsync("ben");
        await UntilSharedAsync(ben, ann, "a.bin");

        house.MakeFile("ann", "b.bin", 2_000, seed: 2);
        await UntilSharedAsync(ben, ann, "a.bin", "b.bin");
        File.Move(Path.Combine(house.FolderOf("ann"), "b.bin"), Path.Combine(house.FolderOf("ann"), "c.bin"));
        await UntilSharedAsync(ben, ann, "a.bin", "c.bin");
        var before = Assert.Single(ben.Find("a.bin")).Root;
        house.MakeFile("ann", "a.bin", 1_000, seed: 3);
        for (var polls = 0; ben.Find("a.bin") is not [{ } now] || now.Root == before; polls++)
        {
            Assert.True(polls < 3_000);
            await Task.Delay(20);
        }

        File.Delete(Path.Combine(house.FolderOf("ann"), "a.bin"));
        await UntilSharedAsync(ben, ann, "c.bin");
    }

    [Fact]
    public async Task What_is_hidden_unfinished_empty_or_a_link_is_nobodys_business()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var house = new RoomHouse();
        foreach (var name in new[] { ".secret", ".git/config", "film.mkv.part", "x.crdownload", "seen.txt", "deep/er/seen too.txt" }) house.MakeFile("ann", name, 10);
        house.MakeFile("ann", "empty", 0);
        File.CreateSymbolicLink(Path.Combine(house.FolderOf("ann"), "link.txt"), "/etc/hostname");
        Directory.CreateSymbolicLink(Path.Combine(house.FolderOf("ann"), "away"), "/etc");
        var ann = await house.JoinAsync("ann");
        var ben = await house.JoinAsync("ben");

        await UntilSharedAsync(ben, ann, "deep/er/seen too.txt", "seen.txt");
    }

    [Fact]
    public async Task Names_that_differ_in_case_alone_are_told_apart()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var house = new RoomHouse();
        house.MakeFile("ann", "A.txt", 10);
        house.MakeFile("ann", "a.txt", 20);
        var ann = await house.JoinAsync("ann");

        await ann.WaitForSharesAsync(RoomHouse.Soon);

        Assert.Equal(["A.TXT", "A.1.TXT"], PathsOf(ann, ann).Select(path => path.ToUpperInvariant()).OrderByDescending(path => path.Length == 5));
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_got_never_arrives_mixed()
    {
        await using var house = new RoomHouse();
        var old = house.MakeFile("ann", "big.bin", 6_000_000);
        var ann = await house.JoinAsync("ann", options => options, uploadLimit: 1_500_000);
        var ben = await house.JoinAsync("ben");
        var found = await RoomHouse.FoundAsync(ben, "big.bin");

        var getting = ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, RoomHouse.Soon);
        await RoomHouse.UntilAsync(ben, now => now.Transfers is [{ DoneBytes: > 500_000 }]);
        var changed = house.MakeFile("ann", "big.bin", 6_000_000, seed: 9);

        var fault = await Assert.ThrowsAsync<RoomException>(() => getting);
        Assert.Contains("Nobody in the room has big.bin any more", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(house.FolderOf("ben"), "big.bin")));
        found = await RoomHouse.FoundAsync(ben, "big.bin");
        Assert.Equal(changed, await File.ReadAllBytesAsync(await ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, RoomHouse.Soon)));
        Assert.NotEqual(old, changed);
    }

    [Fact]
    public async Task What_arrived_of_a_file_is_not_fetched_again()
    {
        await using var house = new RoomHouse();
        var content = house.MakeFile("ann", "big.bin", 6_000_000);
        var ann = await house.JoinAsync("ann", options => options, uploadLimit: 2_000_000);
        var ben = await house.JoinAsync("ben");
        var found = await RoomHouse.FoundAsync(ben, "big.bin");
        using (var stop = new CancellationTokenSource())
        {
            var getting = ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, stop.Token);
            await RoomHouse.UntilAsync(ben, now => now.Transfers is [{ DoneBytes: > 3_000_000 }]);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
        }

        var place = await ben.GetAsync(new GetRoomFile { Root = found.Root, Length = found.Length }, RoomHouse.Soon);

        Assert.Equal(content, await File.ReadAllBytesAsync(place));
        var given = (await RoomHouse.UntilAsync(ann, now => now.UploadedBytes >= 6_000_000)).UploadedBytes;
        Assert.InRange(given, 6_000_000, 8_000_000);
    }

    [Fact]
    public void What_was_hashed_is_remembered_and_damage_only_forgets()
    {
        var folder = Directory.CreateTempSubdirectory("shoal-memory-").FullName;
        var (first, second) = (new FileStatus(5, 5, 77, 1, new FileIdentity(1, 2), FileKind.File), new FileStatus(1 << 20, 5, 78, 1, new FileIdentity(1, 3), FileKind.File));
        var root = new Sha256Hash([.. Enumerable.Repeat((byte)9, 32)]);
        new ShareMemory(folder).Keep([("/a b", first, root, []), ("/long", second, root, [1, 2, 3])]);

        var memory = new ShareMemory(folder);
        Assert.Equal(root, memory.Find("/a b", first));
        Assert.Equal([1, 2, 3], memory.LayerOf(root)!);
        Assert.Null(memory.Find("/a b", first with { ModifiedTicks = 78 }));
        Assert.Null(memory.Find("/a b", first with { LengthBytes = 6 }));
        Assert.Null(memory.Find("/a b", first with { Identity = new FileIdentity(1, 4) }));
        var index = Path.Combine(folder, "files");
        File.WriteAllText(index, File.ReadAllText(index)[..^10]);
        memory = new ShareMemory(folder);
        Assert.Equal(root, memory.Find("/a b", first));
        Assert.Null(memory.Find("/long", second));
        Directory.Delete(folder, recursive: true);
    }
}
