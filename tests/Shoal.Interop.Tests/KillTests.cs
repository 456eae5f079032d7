using System.Text.Json.Nodes;
using Shoal.Interop.Clients;

namespace Shoal.Interop;

/// <summary>
/// SIGKILL at random moments of a download: the next start claims nothing that is not there, loses nothing it claimed
/// before, and the bytes are right in the end.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int Seed = 20_261_121;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly Workspace _room = new();

    [NeedsFact(Programs.Shoal)]
    public Task A_download_survives_five_kills() => SurviveAsync(kills: 5, lengthBytes: 24L << 20);

    [NeedsFact(Programs.Shoal, Programs.LongRun)]
    public Task A_download_survives_fifty_kills() => SurviveAsync(kills: 50, lengthBytes: 192L << 20);

    public void Dispose() => _room.Dispose();

    private async Task SurviveAsync(int kills, long lengthBytes)
    {
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", lengthBytes - 5_000);
        var torrent = await TorrentMaker.MakeAsync(Programs.Shoal, "hybrid", content, _room.File("x.torrent"), null);
        var seedJob = new Job(torrent, _room.File("source"), Workspace.FreeEndPoint(System.Net.IPAddress.Loopback)) { Seeds = true, Lifetime = TimeSpan.FromMinutes(10) };
        await using var seed = Client.Create(Programs.Shoal, _room.Root);
        await seed.StartAsync(seedJob);
        await seed.WaitUntilCompleteAsync(Deadline);
        var directory = _room.Folder("downloaded");
        var alone = new Job(torrent, directory, Workspace.FreeEndPoint(System.Net.IPAddress.Loopback));
        var fed = alone with { Peer = seedJob.Listen };

        var random = new Random(Seed);
        long claimedBefore = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            await using (var download = Start(fed, "--down", "3M"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 1_500)));   // the moment is the test
                await download.KillAsync();
            }
            var right = await PiecesRightAsync(torrent, directory) * (long)Tree.PieceLength;
            var claimed = await ClaimAsync(alone);
            Assert.True(claimed <= right, $"seed {Seed}, kill {kill}: claims {claimed} bytes, {right} are right");
            Assert.True(claimed >= claimedBefore, $"seed {Seed}, kill {kill}: claims {claimed} bytes, claimed {claimedBefore} before");
            claimedBefore = claimed;
        }

        Assert.True(claimedBefore > 0, $"seed {Seed}: nothing was kept");
        await using var last = Start(fed);
        Assert.Equal(0, await last.WaitForExitAsync(Deadline));
        Tree.AssertSame(content, Path.Combine(directory, Path.GetFileName(content)));
    }

    private RunningProgram Start(Job job, params string[] more) => new(
        Programs.PathOf(Programs.Shoal), [.. ShoalClient.Arguments(job, _room.File("state")), .. more], TimeSpan.FromMinutes(5), _room.Root);

    /// <summary>What a start says it has, once it has looked; then it is killed too. It may find the seed again, so it is slow: no piece comes meanwhile.</summary>
    private async Task<long> ClaimAsync(Job alone)
    {
        await using var start = Start(alone, "--down", "1K");
        for (var polls = 0; polls < 600 && !start.HasExited; polls++)
        {
            foreach (var line in start.Said.Where(line => line.StartsWith('{')))
            {
                var told = JsonNode.Parse(line)!;
                if (told["state"]?.GetValue<string>() is "Downloading") return told["doneBytes"]!.GetValue<long>();
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
        if (start.HasExited && await start.WaitForExitAsync(Deadline) == 0) return long.MaxValue;   // it claims to have all
        throw new InvalidOperationException(start.Story);
    }

    private static async Task<long> PiecesRightAsync(string torrent, string directory)
    {
        await using var verify = new RunningProgram(Programs.PathOf(Programs.Shoal), ["verify", torrent, directory, "--json"], Deadline);
        await verify.WaitForExitAsync(Deadline);
        return JsonNode.Parse(string.Concat(verify.Said))!["piecesRight"]!.GetValue<long>();
    }
}
