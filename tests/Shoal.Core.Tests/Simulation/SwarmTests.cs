using System.Diagnostics;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Xunit.Abstractions;

namespace Shoal.Core.Tests.Simulation;

public class SwarmTests(ITestOutputHelper print)
{
    private const int Block = TorrentGeometry.BlockSize;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    [Fact]
    public void One_seed_and_two_hundred_peers_all_finish_near_the_bound_of_their_links()
    {
        var swarm = new SimSwarm(1, Content(pieces: 128));
        swarm.Add(new SimPeerOptions { IsSeed = true });
        swarm.AddMany(200, new SimPeerOptions());
        swarm.ConnectEachTo(15);

        var end = Run(swarm);

        var bound = swarm.Geometry.TotalBytes / (1 << 20); // everybody's uplink, and the seed's most of all
        print.WriteLine($"The links alone would take {bound:f1} s.");
        Assert.InRange(end.TotalSeconds, bound, bound * 3 + 2);
        swarm.AssertNothingIsLeft();
    }

    [Fact]
    public void A_thousand_peers_all_finish()
    {
        var swarm = new SimSwarm(2, Content(pieces: 32, blocksPerPiece: 2));
        swarm.AddMany(3, new SimPeerOptions { IsSeed = true });
        swarm.AddMany(997, new SimPeerOptions());
        swarm.ConnectEachTo(8);

        Run(swarm);

        swarm.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(3, 0.02)]
    [InlineData(4, 0.2)]
    [InlineData(5, 1.0)]
    [InlineData(6, 0.5)]
    [InlineData(7, 0.05)]
    public void Peers_that_send_wrong_blocks_are_found_and_only_they_are_banned(int seed, double lies)
    {
        var swarm = new SimSwarm(seed, Content(pieces: 60, blocksPerPiece: 16));
        swarm.AddMany(2, new SimPeerOptions { IsSeed = true });
        swarm.AddMany(4, new SimPeerOptions { IsSeed = true, Lies = lies });
        swarm.AddMany(30, new SimPeerOptions());
        swarm.ConnectEachTo(35);

        Run(swarm);

        var liars = swarm.Peers.Where(peer => peer.Options.Lies > 0).Select(peer => peer.Address).ToHashSet();
        var banned = swarm.Peers.SelectMany(peer => peer.Banned).ToHashSet();
        Assert.True(banned.IsSubsetOf(liars), $"Seed {seed}: {string.Join(", ", banned.Except(liars))} never lied.");
        Assert.True(banned.SetEquals(liars), $"Seed {seed}: {string.Join(", ", liars.Except(banned))} got away.");
        swarm.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Silent_slow_and_breaking_connections_keep_nobody_from_finishing(int seed)
    {
        var swarm = new SimSwarm(seed, Content(pieces: 40)) { Breaks = 0.02, Loss = 0.01 };
        swarm.AddMany(2, new SimPeerOptions { IsSeed = true });
        swarm.AddMany(4, new SimPeerOptions { IsSeed = true, IsSilent = true });
        swarm.AddMany(6, new SimPeerOptions { Up = 8_000, Down = 200_000 });
        swarm.AddMany(30, new SimPeerOptions());
        swarm.AddMany(10, new SimPeerOptions { SupportsFast = false });
        swarm.ConnectEachTo(12);

        Run(swarm);

        swarm.AssertNothingIsLeft();
    }

    [Fact]
    public void Nobody_waits_at_the_end_for_a_peer_that_died_with_the_last_blocks()
    {
        var swarm = new SimSwarm(10, Content(pieces: 16, blocksPerPiece: 16));
        swarm.Add(new SimPeerOptions { IsSeed = true, Up = 4 << 20 });
        swarm.Add(new SimPeerOptions { IsSeed = true, IsSilent = true });
        var leecher = swarm.Add(new SimPeerOptions());
        swarm.ConnectEachTo(2);

        var end = Run(swarm);

        // The silent one's share is fetched elsewhere long before its timeout of 30 s.
        Assert.InRange(end, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.True(leecher.Core.IsComplete);
        swarm.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Those_who_upload_finish_before_those_who_only_take(int seed)
    {
        var slots = new TorrentOptions { UploadSlots = 4 };
        var swarm = new SimSwarm(seed, Content(pieces: 200, blocksPerPiece: 8));
        swarm.Add(new SimPeerOptions { IsSeed = true, Up = 500_000, Torrent = slots });
        swarm.AddMany(30, new SimPeerOptions { Up = 100_000, Torrent = slots });
        swarm.AddMany(10, new SimPeerOptions { IsFreeRider = true, Torrent = slots });
        swarm.ConnectEachTo(20);

        Run(swarm);

        var givers = swarm.Peers.Where(peer => !peer.Options.IsSeed && !peer.Options.IsFreeRider).Average(peer => peer.CompletedAt!.Value.TotalSeconds);
        var takers = swarm.Peers.Where(peer => peer.Options.IsFreeRider).Average(peer => peer.CompletedAt!.Value.TotalSeconds);
        print.WriteLine($"Givers finish after {givers:f1} s, takers after {takers:f1} s.");
        Assert.True(takers > givers * 1.2, $"Seed {seed}: givers {givers:f1} s, takers {takers:f1} s.");
    }

    [Fact]
    public void The_same_seed_replays_to_the_bit()
    {
        var traces = Enumerable.Range(0, 2).Select(_ =>
        {
            var swarm = new SimSwarm(13, Content(pieces: 30)) { Breaks = 0.01 };
            swarm.Add(new SimPeerOptions { IsSeed = true });
            swarm.Add(new SimPeerOptions { IsSeed = true, Lies = 0.1 });
            swarm.AddMany(20, new SimPeerOptions());
            swarm.ConnectEachTo(8);
            swarm.Run(Limit);
            return swarm.Trace;
        }).ToList();

        Assert.Equal(traces[0], traces[1]);
    }

    private static TorrentGeometry Content(int pieces, int blocksPerPiece = 4) =>
        new((long)pieces * blocksPerPiece * Block - 5_000, blocksPerPiece * Block);

    private TimeSpan Run(SimSwarm swarm)
    {
        var watch = Stopwatch.StartNew();
        var end = swarm.Run(Limit);
        var wasted = swarm.Peers.Sum(peer => peer.Core.WastedBytes) / (double)Math.Max(1, swarm.Peers.Sum(peer => peer.Core.DownloadedBytes));
        print.WriteLine($"{end.TotalSeconds:f1} s simulated; {swarm.Clock.Happened} events in {watch.ElapsedMilliseconds} ms; {wasted:p1} wasted");
        return end;
    }
}
