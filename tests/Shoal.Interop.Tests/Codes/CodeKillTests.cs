using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Shoal.Interop.Codes;

/// <summary>SIGKILL at random moments of receiving, a new sender with a new code each time: nothing that was verified is sent or hashed again.</summary>
public sealed class CodeKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20_261_121;

    private readonly Workspace _room = new(needBytes: Programs.IsLongRun ? 6L << 30 : 512 << 20);

    public void Dispose() => _room.Dispose();

    [NeedsFact(Programs.Shoal)]
    public Task A_receiver_survives_three_kills_and_new_codes() => SurviveAsync(kills: 3, bytes: 192L << 20);

    [NeedsFact(Programs.Shoal, Programs.LongRun)]
    public Task A_receiver_survives_twenty_kills_and_new_codes() => SurviveAsync(kills: 20, bytes: 2L << 30);

    private async Task SurviveAsync(int kills, long bytes)
    {
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", bytes);
        var random = new Random(Seed);
        long uploaded = 0, had = 0;
        for (var run = 0; ; run++)
        {
            await using var send = CodeProgram.Send(_room, null, content);
            await using var receive = CodeProgram.Receive(_room, null, await send.CodeAsync(), "-o", _room.Folder("in"));
            if (run == kills) await receive.SucceedAsync();
            while (receive.LastEvent("progress") is null && !receive.HasExited) await Task.Delay(5);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 150)));   // the moment is the test
            await receive.KillAsync();
            uploaded += await StopAsync(send, isFirst: run == 0);
            var (resumed, done) = (BytesOf(receive, "resumedBytes"), BytesOf(receive, "doneBytes"));
            Assert.True(resumed >= had, $"seed {Seed}, run {run}: {had} bytes were verified, {resumed} of them were known again without hashing\n{receive.Story}");
            had = Math.Max(done, resumed);
            if (receive.LastEvent("received") is null) continue;
            kills = Math.Min(kills, run);                                         // it was faster than the kill
            break;
        }

        output.WriteLine($"{(double)uploaded / bytes:0.000} times the content was sent, over {kills} kills");
        Tree.AssertSame(content, Path.Combine(_room.File("in"), "content.bin"));
        Assert.Single(Directory.GetFileSystemEntries(_room.File("in")));
        // That nothing verified goes twice is asserted at each kill; here, that not much else does: the requests under way (2,000 blocks),
        // what the system holds of them, and whole pieces that wait for a hasher, which are more the busier the machine is.
        Assert.True(uploaded <= bytes + kills * (96L << 20), $"seed {Seed}: {uploaded} bytes were sent of {bytes}");
    }

    private static long BytesOf(CodeProgram receive, string figure) => (receive.LastEvent("received") ?? receive.LastEvent("progress"))?[figure]?.GetValue<long>() ?? 0;

    // What was hashed for the first code is not hashed for another.
    private static async Task<long> StopAsync(CodeProgram send, bool isFirst)
    {
        send.Interrupt();
        for (var polls = 0; polls < 500 && !send.HasExited; polls++) await Task.Delay(20);
        if (send.LastEvent("end") is not JsonNode end) throw new InvalidOperationException(send.Story);
        if (!isFirst) Assert.Equal(0, end["hashedBytes"]!.GetValue<long>());
        return end["uploadedBytes"]!.GetValue<long>();
    }
}
