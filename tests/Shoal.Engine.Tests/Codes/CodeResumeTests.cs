using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Codes;

public class CodeResumeTests
{
    private const int Mebibyte = 1 << 20;

    // Takes part of a file and stops, as a person's Ctrl-C would.
    private static async Task<long> TakePartAsync(CodePair pair, SendCode request, long atLeastBytes)
    {
        var (engine, sender) = await pair.SendAsync(request);
        engine.SetLimits(download: 0, upload: 4 * Mebibyte);
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);
        await receiver.WaitForOfferAsync(CodePair.Soon);
        var taking = receiver.AcceptAsync(new AcceptCode { Directory = pair.Target }, CodePair.Soon);
        while (receiver.Snapshot().DoneBytes < atLeastBytes) await Task.WhenAny(taking, Task.Delay(20));
        await receiver.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => taking);
        await sender.DisposeAsync();
        return receiver.Snapshot().DoneBytes;
    }

    [Fact]
    public async Task A_receiver_that_stopped_goes_on_with_another_code_of_a_restarted_sender()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 12 * Mebibyte);
        var request = new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")], HashFolder = Path.Combine(pair.Folder, "hashes") };
        var had = await TakePartAsync(pair, request, 4 * Mebibyte);
        Assert.False(File.Exists(Path.Combine(pair.Target, "notes.bin")));

        var (engine, sender) = await pair.SendAsync(request);
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);
        var places = await pair.ReceiveAllAsync(receiver);

        Assert.Equal(content, await File.ReadAllBytesAsync(places[0]));
        Assert.True(receiver.Snapshot().ResumedBytes >= had, $"had {had}, went on from {receiver.Snapshot().ResumedBytes}");
        await sender.DisposeAsync();
        Assert.InRange(sender.Snapshot().UploadedBytes, 1, content.Length - had + Mebibyte);
        Assert.Equal([Path.Combine(pair.Target, "notes.bin")], Directory.GetFileSystemEntries(pair.Target));
    }

    [Fact]
    public async Task A_file_is_known_by_its_content_among_others_and_under_another_name()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("one/notes.bin", 8 * Mebibyte);
        var had = await TakePartAsync(pair, new SendCode { Paths = [Path.Combine(pair.Source, "one/notes.bin")] }, 3 * Mebibyte);
        var other = pair.MakeFile("two/aaa.bin", 5 * Mebibyte, seed: 2);
        File.Copy(Path.Combine(pair.Source, "one/notes.bin"), Path.Combine(pair.Source, "two/renamed.bin"));

        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "two")] });
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);
        await pair.ReceiveAllAsync(receiver);

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(pair.Target, "two/renamed.bin")));
        Assert.Equal(other, await File.ReadAllBytesAsync(Path.Combine(pair.Target, "two/aaa.bin")));
        Assert.True(receiver.Snapshot().ResumedBytes >= had, $"had {had}, went on from {receiver.Snapshot().ResumedBytes}");
    }

    [Fact]
    public async Task What_was_sent_before_is_not_hashed_again()
    {
        await using var pair = new CodePair();
        pair.MakeFile("notes.bin", 2 * Mebibyte);
        var request = new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")], HashFolder = Path.Combine(pair.Folder, "hashes") };
        var (first, sender) = await pair.SendAsync(request);
        await pair.ReceiveAllAsync(await pair.ReceiveAsync(sender.Snapshot().Code, first));
        var remembered = Assert.Single(Directory.GetFiles(request.HashFolder!));

        // Other bytes under the same stamp: had they been hashed, other hashes would be remembered.
        var (file, hashes) = (Path.Combine(pair.Source, "notes.bin"), await File.ReadAllBytesAsync(remembered));
        var stamp = File.GetLastWriteTimeUtc(file);
        using (var stream = File.OpenWrite(file)) stream.Write(new byte[2 * Mebibyte]);
        File.SetLastWriteTimeUtc(file, stamp);
        var (_, again) = await pair.SendAsync(request);
        while (again.Snapshot().HashedBytes < 2 * Mebibyte) await Task.Delay(10);

        Assert.Equal([remembered], Directory.GetFiles(request.HashFolder!));
        Assert.Equal(hashes, await File.ReadAllBytesAsync(remembered));
    }

    [Fact]
    public async Task A_changed_file_is_hashed_anew()
    {
        await using var pair = new CodePair();
        pair.MakeFile("notes.bin", Mebibyte, seed: 1);
        var request = new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")], HashFolder = Path.Combine(pair.Folder, "hashes") };
        var (first, sender) = await pair.SendAsync(request);
        await pair.ReceiveAllAsync(await pair.ReceiveAsync(sender.Snapshot().Code, first));
        var changed = pair.MakeFile("notes.bin", Mebibyte, seed: 2);

        var (second, again) = await pair.SendAsync(request);
        var places = await pair.ReceiveAllAsync(await pair.ReceiveAsync(again.Snapshot().Code, second), CodeConflict.Overwrite);

        Assert.Equal(changed, await File.ReadAllBytesAsync(places[0]));
    }
}
