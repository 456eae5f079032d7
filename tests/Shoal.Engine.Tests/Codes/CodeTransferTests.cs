using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Codes;

public class CodeTransferTests
{
    [Fact]
    public async Task A_file_arrives_by_its_code()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 3_000_000);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")], MaxReceivers = 1 });
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);

        var places = await pair.ReceiveAllAsync(receiver);

        Assert.Equal([Path.Combine(pair.Target, "notes.bin")], places);
        Assert.Equal(content, await File.ReadAllBytesAsync(places[0]));
        await sender.WaitAsync(CodePair.Soon);
        var entry = Assert.Single(sender.Snapshot().Receivers);
        Assert.Equal(("tester", CodeReceiverState.Done, content.Length), (entry.Name, entry.State, entry.DoneBytes));
        Assert.Equal(["notes.bin"], Directory.GetFileSystemEntries(pair.Target).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_file_arrives_by_its_link()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 100_000);
        var (_, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")] });
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Link);

        var places = await pair.ReceiveAllAsync(receiver);

        Assert.Equal(content, await File.ReadAllBytesAsync(places[0]));
    }

    [Fact]
    public async Task Two_programs_on_one_machine_find_each_other_by_the_digits_alone()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 100_000);
        var (_, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")] }, findsLocally: true);
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code);

        var places = await pair.ReceiveAllAsync(receiver);

        Assert.Equal(content, await File.ReadAllBytesAsync(places[0]));
    }

    [Fact]
    public async Task A_folder_arrives_with_empty_folders_modes_times_and_links()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var pair = new CodePair();
        var content = pair.MakeFile("photos/2026/a.jpg", 70_000);
        pair.MakeFile("photos/empty.txt", 0);
        pair.MakeFile("photos/run.sh", 10);
        var photos = Path.Combine(pair.Source, "photos");
        Directory.CreateDirectory(Path.Combine(photos, "nothing", "inside"));
        File.CreateSymbolicLink(Path.Combine(photos, "latest"), "2026/a.jpg");
        File.CreateSymbolicLink(Path.Combine(photos, "out"), "/etc/passwd");
        File.SetUnixFileMode(Path.Combine(photos, "run.sh"), (UnixFileMode)0x1e8);
        File.SetUnixFileMode(Path.Combine(photos, "nothing"), (UnixFileMode)0x1c0);
        var time = new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(photos, "2026/a.jpg"), time);
        Directory.SetLastWriteTimeUtc(Path.Combine(photos, "nothing"), time);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [photos] });
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);

        var place = Assert.Single(await pair.ReceiveAllAsync(receiver));

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(place, "2026/a.jpg")));
        Assert.Equal(time, File.GetLastWriteTimeUtc(Path.Combine(place, "2026/a.jpg")));
        Assert.Equal(time, Directory.GetLastWriteTimeUtc(Path.Combine(place, "nothing")));
        Assert.Equal((UnixFileMode)0x1e8, File.GetUnixFileMode(Path.Combine(place, "run.sh")));
        Assert.Equal((UnixFileMode)0x1c0, File.GetUnixFileMode(Path.Combine(place, "nothing")));
        Assert.True(Directory.Exists(Path.Combine(place, "nothing", "inside")));
        Assert.Equal("2026/a.jpg", new FileInfo(Path.Combine(place, "latest")).LinkTarget);
        Assert.False(Path.Exists(Path.Combine(place, "out")));
        Assert.Equal(0, new FileInfo(Path.Combine(place, "empty.txt")).Length);
    }

    [Fact]
    public async Task Several_files_of_several_folders_arrive_side_by_side()
    {
        await using var pair = new CodePair();
        var (first, second) = (pair.MakeFile("one/a.txt", 40_000, seed: 1), pair.MakeFile("two/b.txt", 50_000, seed: 2));
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "one/a.txt"), Path.Combine(pair.Source, "two/b.txt")] });
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);

        await pair.ReceiveAllAsync(receiver);

        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(pair.Target, "a.txt")));
        Assert.Equal(second, await File.ReadAllBytesAsync(Path.Combine(pair.Target, "b.txt")));
    }

    [Fact]
    public async Task A_text_arrives_in_the_offer()
    {
        await using var pair = new CodePair();
        var (engine, sender) = await pair.SendAsync(new SendCode { Text = "the key is under the mat", MaxReceivers = 1 });
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);

        var offer = await receiver.WaitForOfferAsync(CodePair.Soon);
        await receiver.AcceptAsync(new AcceptCode { Directory = pair.Target }, CodePair.Soon);

        Assert.Equal("the key is under the mat", offer.Text);
        await sender.WaitAsync(CodePair.Soon);
    }

    [Fact]
    public async Task A_pipe_arrives_when_it_has_ended()
    {
        await using var pair = new CodePair();
        var content = new byte[300_000];
        new Random(4).NextBytes(content);
        var (engine, sender) = await pair.SendAsync(new SendCode { Stream = new MemoryStream(content) });
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);

        var places = await pair.ReceiveAllAsync(receiver);

        Assert.Equal(CodeContentKind.Stream, receiver.Snapshot().Manifest!.Kind);
        Assert.Equal(content, await File.ReadAllBytesAsync(places[0]));
    }

    [Fact]
    public async Task Empty_files_alone_need_no_swarm()
    {
        await using var pair = new CodePair();
        pair.MakeFile("empty.txt", 0);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "empty.txt")] });
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);

        var places = await pair.ReceiveAllAsync(receiver);

        Assert.Equal(0, new FileInfo(places[0]).Length);
    }

    [Fact]
    public async Task What_is_there_is_replaced_or_numbered_only_on_a_word()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 50_000);
        await File.WriteAllTextAsync(Path.Combine(pair.Target, "notes.bin"), "mine");
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")] });
        var code = sender.Snapshot().Code;

        var first = await pair.ReceiveAsync(code, engine);
        await first.WaitForOfferAsync(CodePair.Soon);
        Assert.Equal(["notes.bin"], first.Conflicts(pair.Target));
        await Assert.ThrowsAsync<CodeException>(() => pair.ReceiveAllAsync(first));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(pair.Target, "notes.bin")));

        var renamed = Assert.Single(await pair.ReceiveAllAsync(await pair.ReceiveAsync(code, engine), CodeConflict.Rename));
        Assert.Equal("notes (1).bin", Path.GetFileName(renamed));
        Assert.Equal(content, await File.ReadAllBytesAsync(renamed));

        var replaced = Assert.Single(await pair.ReceiveAllAsync(await pair.ReceiveAsync(code, engine), CodeConflict.Overwrite));
        Assert.Equal("notes.bin", Path.GetFileName(replaced));
        Assert.Equal(content, await File.ReadAllBytesAsync(replaced));
    }

    [Fact]
    public async Task Receivers_of_one_code_trade_pieces()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 6_000_000);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")], MaxReceivers = 3 });
        engine.SetLimits(download: 0, upload: 3_000_000);
        var code = sender.Snapshot().Code;
        var targets = Enumerable.Range(0, 3).Select(i => Path.Combine(pair.Folder, $"target{i}")).ToArray();

        await Task.WhenAll(targets.Select(async target =>
        {
            var receiver = await pair.ReceiveAsync(code, engine);
            await receiver.WaitForOfferAsync(CodePair.Soon);
            await receiver.AcceptAsync(new AcceptCode { Directory = target }, CodePair.Soon);
        }));

        Assert.All(targets, target => Assert.Equal(content, File.ReadAllBytes(Path.Combine(target, "notes.bin"))));
        Assert.True(sender.Snapshot().UploadedBytes < 2.5 * content.Length, $"the sender sent {sender.Snapshot().UploadedBytes} bytes");
        await sender.WaitAsync(CodePair.Soon);
    }

    [Fact]
    public async Task Special_files_are_refused_before_there_is_a_code()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var pair = new CodePair();
        pair.MakeFile("photos/a.jpg", 10);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(pair.Source, "photos", "s")));

        var refused = await Assert.ThrowsAsync<CodeException>(() => pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "photos")] }));
        var missing = await Assert.ThrowsAsync<CodeException>(() => pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "nothing")] }));

        Assert.Contains("photos/s: not a file or folder", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no such file", missing.Message, StringComparison.Ordinal);
    }
}
