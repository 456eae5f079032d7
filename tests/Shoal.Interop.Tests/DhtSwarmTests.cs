using System.Diagnostics;
using Shoal.Interop.Clients;
using Xunit.Abstractions;

namespace Shoal.Interop;

/// <summary>A link alone: no tracker, no peer, no local discovery. Thirty nodes of ours and five of libtorrent know who has it (BEP 5, 32).</summary>
public sealed class DhtSwarmTests(ITestOutputHelper output) : IDisposable
{
    private const int Ours = 28;      // two more are the programs under test
    private const int Theirs = 5;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Workspace _room = new();

    [NeedsTheory(Programs.Shoal, Programs.Libtorrent)]
    [InlineData(Programs.Shoal, Programs.Shoal, false)]
    [InlineData(Programs.Shoal, Programs.Libtorrent, false)]
    [InlineData(Programs.Libtorrent, Programs.Shoal, false)]
    [InlineData(Programs.Shoal, Programs.Shoal, true)]
    [InlineData(Programs.Shoal, Programs.Libtorrent, true)]
    [InlineData(Programs.Libtorrent, Programs.Shoal, true)]
    public async Task A_magnet_is_found_in_a_network_of_ours_and_theirs(string seeder, string leecher, bool isV6)
    {
        await using var network = await DhtNetwork.StartAsync(Ours, Theirs, isV6);
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 3 << 20);
        var torrent = await TorrentMaker.MakeAsync(Programs.Shoal, "hybrid", content, _room.File("x.torrent"), null);
        await using var seed = Client.Create(seeder, _room.Root);
        await using var leech = Client.Create(leecher, _room.Root);
        await seed.StartAsync(new Job(torrent, _room.Folder("source"), network.NextPlace()) { Seeds = true, DhtBootstrap = network.Entrances });
        await seed.WaitUntilCompleteAsync(Deadline);

        var started = Stopwatch.GetTimestamp();
        var magnet = $"magnet:?xt=urn:btih:{TorrentMaker.InfoHashes(torrent).V1}";
        await leech.StartAsync(new Job(magnet, _room.Folder("downloaded"), network.NextPlace()) { DhtBootstrap = network.Entrances });
        await leech.WaitUntilCompleteAsync(Deadline);

        output.WriteLine(
            $"{seeder} seeds, {leecher} fetches, IPv{(isV6 ? 6 : 4)}: found, metadata and 3 MiB {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s after its start; "
            + $"our nodes know {network.GoodNodes.Min()} to {network.GoodNodes.Max()} others");
        Tree.AssertSame(content, Path.Combine(_room.Folder("downloaded"), "content.bin"));
    }

    /// <summary>Nobody but our nodes can have kept it.</summary>
    [NeedsFact(Programs.Libtorrent)]
    public async Task An_item_that_libtorrent_puts_is_kept_by_our_nodes_for_another_libtorrent()
    {
        const string Text = "kept by strangers";
        await using var network = await DhtNetwork.StartAsync(ours: 16, theirs: 0, isV6: false);
        await using var program = new RunningProgram(
            Programs.Python,
            [Path.Combine(AppContext.BaseDirectory, "Clients", "libtorrent_peer.py"), "items", network.Entrances[0].ToString(), network.NextPlace().ToString(), network.NextPlace().ToString(), Text],
            TimeSpan.FromMinutes(2));

        Assert.True(await program.WaitForExitAsync(TimeSpan.FromMinutes(2)) == 0, program.Story);

        output.WriteLine(program.Story);
        Assert.Contains(program.Said, line => line.StartsWith("got", StringComparison.Ordinal) && line.Contains(Text, StringComparison.Ordinal));
        Assert.Contains(program.Said, line => line is "put 8");
    }

    public void Dispose() => _room.Dispose();
}
