using Shoal.Core.Extensions;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Extensions;

public class MetadataDownloadTests
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    private static MetadataSwarm Swarm(int length)
    {
        var info = new byte[length];
        new Random(length).NextBytes(info);
        return new MetadataSwarm(info);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(MetadataMessage.BlockSize - 1)]
    [InlineData(MetadataMessage.BlockSize)]
    [InlineData(MetadataMessage.BlockSize + 1)]
    [InlineData(1_000_000)]
    public void One_honest_peer_is_enough(int length)
    {
        var swarm = Swarm(length);
        swarm.AddHonest();

        Assert.True(swarm.Run(AnHour));
        Assert.Equal(swarm.Info, swarm.Download.Info!.Value.ToArray());
        Assert.Empty(swarm.Liars);
    }

    [Fact]
    public void Several_peers_share_the_work_and_no_block_is_asked_for_twice()
    {
        var swarm = Swarm(1_000_000);
        for (var i = 0; i < 4; i++) swarm.AddHonest();

        Assert.True(swarm.Run(AnHour));

        Assert.Equal(62, swarm.Asked.Values.Sum());
        Assert.All(swarm.Asked.Values, count => Assert.InRange(count, 8, 24));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(MetadataDownload.MaxMetadataBytes + 1)]
    public void Threats_row_18_a_peer_that_claims_a_silly_length_is_not_asked(long claimed)
    {
        var download = Swarm(10).Download;
        var requests = new List<MetadataRequest>();

        Assert.False(download.TryAddPeer(new PeerHandle(1), claimed));
        download.Ask(TimeSpan.Zero, requests);

        Assert.Empty(requests);
    }

    [Fact]
    public void Threats_row_18_the_claim_of_30_MiB_takes_memory_only_as_blocks_arrive()
    {
        var download = Swarm(10).Download;
        Assert.True(download.TryAddPeer(new PeerHandle(1), MetadataDownload.MaxMetadataBytes));
        var requests = new List<MetadataRequest>();

        var before = GC.GetAllocatedBytesForCurrentThread();
        download.Ask(TimeSpan.Zero, requests);

        Assert.Equal(MetadataDownload.MaxRequestsPerPeer, requests.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void A_liar_that_gave_everything_is_named_and_the_next_peer_asked()
    {
        var swarm = Swarm(100_000);
        var liar = swarm.Add(swarm.Wrong);
        Assert.False(swarm.Run(TimeSpan.FromSeconds(30)));
        Assert.Equal([liar], swarm.Liars);

        swarm.AddHonest();

        Assert.True(swarm.Run(AnHour));
        Assert.Equal([liar], swarm.Liars);
    }

    [Fact]
    public void Of_many_peers_only_the_liars_are_named()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var swarm = Swarm(400_000 + seed);
            var random = new Random(seed);
            var expected = new HashSet<PeerHandle>();
            for (var i = 0; i < 10; i++)
            {
                if (random.Next(3) == 0) expected.Add(swarm.Add(swarm.Wrong));
                else swarm.AddHonest();
            }

            swarm.AddHonest();

            Assert.True(swarm.Run(AnHour), $"Seed {seed}");
            Assert.Equal(swarm.Info, swarm.Download.Info!.Value.ToArray());
            Assert.True(swarm.Liars.TrueForAll(expected.Contains), $"Seed {seed}: an honest peer was blamed");
            Assert.True(expected.Count == 0 || swarm.Liars.Count > 0, $"Seed {seed}: nobody was blamed");
            Assert.Equal(swarm.Liars.Count, swarm.Liars.Distinct().Count());
        }
    }

    [Fact]
    public void A_liar_among_honest_peers_is_found_by_its_blocks_once_the_truth_is_known()
    {
        var swarm = Swarm(300_000);
        swarm.AddHonest();
        var liar = swarm.Add(piece => piece == 5 ? swarm.Wrong(piece) : swarm.Honest(piece));
        swarm.AddHonest();

        Assert.True(swarm.Run(AnHour));

        Assert.Equal([liar], swarm.Liars);
    }

    [Fact]
    public void A_wrong_length_claimed_by_most_does_not_keep_out_the_right_one()
    {
        var swarm = Swarm(50_000);
        for (var i = 0; i < 5; i++) swarm.Add(_ => null, claims: 1_000_000);
        swarm.AddHonest();

        Assert.True(swarm.Run(TimeSpan.FromMinutes(5)));
        Assert.Empty(swarm.Liars);
    }

    [Fact]
    public void A_wrong_length_with_blocks_to_match_is_a_lie()
    {
        var swarm = Swarm(50_000);
        var longer = new MetadataServer(new byte[60_000]);
        var liar = swarm.Add(piece => longer.Answer(piece, new RequestBudget(1, 0), TimeSpan.Zero).ToPayload(), claims: 60_000);
        Assert.False(swarm.Run(TimeSpan.FromSeconds(20)));
        swarm.AddHonest();

        Assert.True(swarm.Run(AnHour));
        Assert.Equal([liar], swarm.Liars);
    }

    [Theory]
    [InlineData(49_999, 16_384)]
    [InlineData(50_000, 16_383)]
    [InlineData(50_000, 0)]
    [InlineData(0, 16_384)]
    public void Threats_row_18_a_length_that_changes_on_the_way_is_a_lie(long totalBytes, int blockLength)
    {
        var swarm = Swarm(50_000);
        var liar = swarm.Add(piece => MetadataMessage.OfData(piece, totalBytes, new byte[blockLength]).ToPayload());

        Assert.False(swarm.Run(TimeSpan.FromSeconds(5)));
        Assert.Equal([liar], swarm.Liars);
    }

    [Fact]
    public void A_peer_that_rejects_is_left_alone_for_longer_and_longer()
    {
        var swarm = Swarm(10_000);
        var askedAt = new List<double>();
        swarm.Add(piece =>
        {
            askedAt.Add(swarm.Now.TotalSeconds);
            return MetadataMessage.Reject(piece).ToPayload();
        });

        swarm.Run(TimeSpan.FromMinutes(10));

        Assert.Equal([0, 20, 60, 140, 300], askedAt.Select(s => Math.Round(s)));
    }

    [Fact]
    public void A_silent_peer_costs_three_seconds_when_there_is_another()
    {
        var swarm = Swarm(10_000);
        swarm.Add(_ => null);
        swarm.AddHonest();

        Assert.True(swarm.Run(TimeSpan.FromSeconds(3.5)));
    }

    [Fact]
    public void What_was_not_asked_for_is_ignored()
    {
        var swarm = Swarm(50_000);
        var download = swarm.Download;
        var peer = new PeerHandle(1);
        download.TryAddPeer(peer, 50_000);

        Assert.Equal(MetadataProgress.Ignored, download.Receive(peer, MetadataMessage.OfData(0, 50_000, new byte[16_384]), TimeSpan.Zero, swarm.Liars));
        download.Ask(TimeSpan.Zero, []);
        Assert.Equal(MetadataProgress.Ignored, download.Receive(new(2), MetadataMessage.OfData(0, 50_000, new byte[16_384]), TimeSpan.Zero, swarm.Liars));
        Assert.Equal(MetadataProgress.Ignored, download.Receive(peer, MetadataMessage.OfData(7, 50_000, new byte[16_384]), TimeSpan.Zero, swarm.Liars));
        Assert.Equal(MetadataProgress.Taken, download.Receive(peer, MetadataMessage.OfData(0, 50_000, new byte[16_384]), TimeSpan.Zero, swarm.Liars));
        Assert.Equal(MetadataProgress.Ignored, download.Receive(peer, MetadataMessage.OfData(0, 50_000, new byte[16_384]), TimeSpan.Zero, swarm.Liars));
        Assert.Empty(swarm.Liars);
    }

    [Fact]
    public void Peers_may_leave_at_any_moment()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var swarm = Swarm(200_000);
            var random = new Random(seed);
            for (var i = 0; i < 5; i++)
            {
                var peer = default(PeerHandle);
                peer = swarm.Add(piece =>
                {
                    if (random.Next(8) == 0) swarm.Download.RemovePeer(peer);
                    return swarm.Honest(piece);
                });
            }

            swarm.Run(TimeSpan.FromMinutes(1));
            swarm.AddHonest();

            Assert.True(swarm.Run(AnHour), $"Seed {seed}");
            Assert.Empty(swarm.Liars);
        }
    }
}
