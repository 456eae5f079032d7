using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Codes;

/// <summary>A file that somebody writes to while it is sent: nobody gets a mixture, and both sides hear why.</summary>
public class CodeChangeTests
{
    private const int Mebibyte = 1 << 20;

    private static async Task<(CodeSender Sender, CodeReceiver Receiver)> OfferAsync(CodePair pair, int uploadLimit = 0)
    {
        pair.MakeFile("notes.bin", 16 * Mebibyte);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")] });
        engine.SetLimits(download: 0, upload: uploadLimit);
        var receiver = await pair.ReceiveAsync(sender.Snapshot().Code, engine);
        await receiver.WaitForOfferAsync(CodePair.Soon);
        while (sender.Snapshot().HashedBytes < 16 * Mebibyte) await Task.Delay(10);
        return (sender, receiver);
    }

    private static void Change(CodePair pair, Action<FileStream> change)
    {
        using var file = new FileStream(Path.Combine(pair.Source, "notes.bin"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        change(file);
    }

    private static async Task AssertBothToldAsync(CodePair pair, CodeSender sender, Task<IReadOnlyList<string>> taking)
    {
        var said = await Assert.ThrowsAsync<CodeException>(() => sender.WaitAsync(CodePair.Soon));
        var heard = await Assert.ThrowsAsync<CodeException>(() => taking);

        Assert.Equal($"{Path.Combine(pair.Source, "notes.bin")} changed while it was being sent: send it again when nobody writes to it.", said.Message);
        Assert.Equal(said.Message, sender.Snapshot().Ended);
        Assert.StartsWith("What is sent changed at the sender, or is gone there.", heard.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(pair.Target, "notes.bin")));
    }

    [Fact]
    public async Task A_file_overwritten_between_the_offer_and_the_yes_is_not_sent()
    {
        await using var pair = new CodePair();
        var (sender, receiver) = await OfferAsync(pair);
        Change(pair, file => file.Write(new byte[100]));

        var taking = receiver.AcceptAsync(new AcceptCode { Directory = pair.Target }, CodePair.Soon);

        await AssertBothToldAsync(pair, sender, taking);
    }

    [Theory]
    [InlineData("overwritten")]
    [InlineData("longer")]
    [InlineData("shorter")]
    public async Task A_file_changed_while_it_is_sent_ends_it_with_a_word_to_both(string how)
    {
        await using var pair = new CodePair();
        var (sender, receiver) = await OfferAsync(pair, uploadLimit: 4 * Mebibyte);
        var taking = receiver.AcceptAsync(new AcceptCode { Directory = pair.Target }, CodePair.Soon);
        while (receiver.Snapshot().DoneBytes < Mebibyte) await Task.WhenAny(taking, Task.Delay(20));

        Change(pair, file =>
        {
            file.Position = how == "longer" ? file.Length : 5 * Mebibyte;
            if (how == "shorter") file.SetLength(10 * Mebibyte);
            else file.Write(new byte[100]);
        });

        await AssertBothToldAsync(pair, sender, taking);
    }
}
