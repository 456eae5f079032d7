using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

/// <summary>How much is asked of a peer, and what becomes of it when the peer does not deliver.</summary>
public class RequestTests
{
    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 1)]
    [InlineData(63, 63)]
    [InlineData(64, 64)]
    [InlineData(65, 64)]
    public void A_peer_is_first_asked_for_a_mebibyte_unless_it_queues_less(int reqq, int asked)
    {
        var stage = new CoreStage(pieces: 100);

        Assert.Equal(asked, stage.JoinSeed(maxRequests: reqq).Asked.Count);
    }

    [Theory]
    [InlineData(0, 250)]
    [InlineData(100, 100)]
    [InlineData(1_999, 1_999)]
    [InlineData(2_001, 2_000)]
    public void The_window_grows_by_each_block_up_to_what_the_peer_and_we_allow(int reqq, int most)
    {
        var stage = new CoreStage(pieces: 4_000);
        var (seed, asked) = stage.JoinSeed(maxRequests: reqq);
        var queue = new Queue<Shoal.Core.Pieces.BlockAddress>(asked);
        var peak = asked.Count;
        for (var i = 0; i < 6_000; i++)
        {
            CoreStage.Asked(stage.Tell(TorrentInput.BlockArrived(seed, queue.Dequeue())), seed).ForEach(queue.Enqueue);
            peak = Math.Max(peak, stage.Core.OpenRequests);
        }

        Assert.Equal(most, peak);
    }

    [Fact]
    public void What_a_peer_says_later_of_its_queue_counts()
    {
        var stage = new CoreStage(pieces: 100);
        var seed = stage.Join();
        stage.Tell(TorrentInput.PeerHasAll(seed));
        stage.Tell(TorrentInput.PeerTakesRequests(seed, 10));

        Assert.Equal(10, CoreStage.Asked(stage.Tell(TorrentInput.PeerUnchoked(seed)), seed).Count);
    }

    [Fact]
    public void A_peer_that_takes_one_request_at_a_time_still_brings_everything()
    {
        var stage = new CoreStage();
        var (seed, asked) = stage.JoinSeed(maxRequests: 1);

        stage.Deliver(seed, asked);

        Assert.True(stage.Core.IsComplete);
    }

    [Theory]
    [InlineData(29, false, 0)]
    [InlineData(30, true, 0)]
    [InlineData(31, true, 0)]
    [InlineData(59, true, 0)]
    [InlineData(60, true, 65)]
    [InlineData(61, true, 65)]
    public void A_silent_peer_is_snubbed_after_the_timeout_and_cancelled_after_two(int seconds, bool isSnubbed, int cancels)
    {
        var stage = new CoreStage(pieces: 100);
        var (seed, _) = stage.JoinSeed();

        var said = stage.Tick(seconds);

        Assert.True(stage.Core.TryGetPeer(seed, out var facts));
        Assert.Equal(isSnubbed, facts.IsSnubbed);
        Assert.Equal(isSnubbed ? 1 : 64, facts.OpenRequests);
        Assert.Equal(cancels, said.Count(o => o.Kind == TorrentOutputKind.SendCancel));
    }

    [Fact]
    public void Blocks_of_a_snubbed_peer_are_asked_elsewhere_and_cancelled_when_they_come()
    {
        var stage = new CoreStage(pieces: 4);
        var (silent, _) = stage.JoinSeed();
        stage.Tick(30);

        var (seed, asked) = stage.JoinSeed();
        var said = stage.Deliver(seed, asked);

        Assert.True(stage.Core.IsComplete);
        Assert.Equal(16, said.Where(o => o.Kind == TorrentOutputKind.SendCancel && o.Peer == silent).Select(o => o.Block).Distinct().Count());
    }

    [Fact]
    public void A_snubbed_peer_that_answers_is_trusted_again()
    {
        var stage = new CoreStage(pieces: 100);
        var (seed, asked) = stage.JoinSeed();
        stage.Tick(31);

        stage.Tell(TorrentInput.BlockArrived(seed, asked[0]));

        Assert.True(stage.Core.TryGetPeer(seed, out var facts));
        Assert.False(facts.IsSnubbed);
        Assert.True(facts.OpenRequests > 1);
        Assert.Equal(0, stage.Core.WastedBytes);
    }

    [Fact]
    public void A_choke_gives_all_back_at_once_to_others_when_the_peer_knows_no_rejects()
    {
        var stage = new CoreStage(pieces: 4);
        var (a, askedOfA) = stage.JoinSeed(fast: false);
        var (b, askedOfB) = stage.JoinSeed(fast: false);
        Assert.Equal((16, 0), (askedOfA.Count, askedOfB.Count));

        var asked = CoreStage.Asked(stage.Tell(TorrentInput.PeerChoked(a)), b);

        Assert.Equal(askedOfA.ToHashSet(), asked.ToHashSet());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 16)]
    [InlineData(3, 16)]
    public void With_rejects_a_choke_waits_two_seconds_for_them(int seconds, int askedOfB)
    {
        var stage = new CoreStage(pieces: 4);
        var (a, _) = stage.JoinSeed();
        var b = stage.Join();
        stage.Tell(TorrentInput.PeerHasAll(b));
        stage.Tell(TorrentInput.PeerChoked(a));

        // B, which was told nothing yet, may be asked once the grace is over, and never for what A may still reject.
        stage.Tick(seconds);
        var asked = CoreStage.Asked(stage.Tell(TorrentInput.PeerUnchoked(b)), b);

        Assert.Equal(askedOfB, asked.Count);
    }

    [Fact]
    public void A_rejected_block_is_asked_of_another_at_once()
    {
        var stage = new CoreStage(pieces: 4);
        var (a, asked) = stage.JoinSeed();
        var (b, _) = stage.JoinSeed();

        var said = stage.Tell(TorrentInput.PeerRejected(a, asked[5]));

        Assert.Equal([asked[5]], CoreStage.Asked(said, b));
    }

    [Theory]
    [InlineData(299, 0)]
    [InlineData(300, 1)]
    public void A_peer_that_only_rejects_is_dropped(int rejects, int drops)
    {
        var stage = new CoreStage(pieces: 400);
        var (seed, asked) = stage.JoinSeed();
        var all = new List<TorrentOutput>();
        var queue = new Queue<Shoal.Core.Pieces.BlockAddress>(asked);
        for (var i = 0; i < rejects; i++)
        {
            if (queue.Count == 0) CoreStage.Asked(stage.Tick(), seed).ForEach(queue.Enqueue);
            all.AddRange(stage.Tell(TorrentInput.PeerRejected(seed, queue.Dequeue())));
            CoreStage.Asked(stage.Said, seed).ForEach(queue.Enqueue);
        }

        Assert.Equal(drops, all.Count(o => o.Kind == TorrentOutputKind.DropPeer));
    }

    [Fact]
    public void What_a_peer_that_left_was_asked_and_brought_is_finished_by_others()
    {
        var stage = new CoreStage(pieces: 4);
        var (a, asked) = stage.JoinSeed();
        for (var i = 0; i < 3; i++) stage.Tell(TorrentInput.BlockArrived(a, asked[i]));
        var (b, _) = stage.JoinSeed();

        var askedOfB = CoreStage.Asked(stage.Tell(TorrentInput.PeerLeft(a)), b);
        stage.Deliver(b, askedOfB);

        Assert.Equal(13, askedOfB.Count);
        Assert.True(stage.Core.IsComplete);
    }

    [Fact]
    public void A_block_the_store_did_not_want_is_asked_again_and_nothing_stalls()
    {
        var stage = new CoreStage(pieces: 1, blocksPerPiece: 2);
        var (seed, asked) = stage.JoinSeed();

        var again = CoreStage.Asked(stage.Tell(TorrentInput.BlockUnwanted(seed, asked[0])), seed);
        stage.Deliver(seed, [asked[1], .. again]);

        Assert.True(stage.Core.IsComplete);
    }

    [Fact]
    public void Accounts_that_differ_from_the_store_for_long_are_closed_and_the_piece_begun_anew()
    {
        var stage = new CoreStage(pieces: 1, blocksPerPiece: 2);
        var (seed, asked) = stage.JoinSeed(maxRequests: 1);
        var drops = 0;
        for (var i = 0; i < 64; i++)
        {
            var said = stage.Tell(TorrentInput.BlockUnwanted(seed, asked[0]));
            drops += stage.Count(TorrentOutputKind.DropPiece);
            if (said.Count == 0) break;
        }

        Assert.Equal(1, drops);
        Assert.Empty(CoreStage.Asked(stage.Tick(4), seed));
        stage.Deliver(seed, CoreStage.Asked(stage.Tick(1), seed));
        Assert.True(stage.Core.IsComplete);
    }

    [Fact]
    public void Blocks_of_pieces_verified_or_unknown_are_ignored()
    {
        var stage = new CoreStage(pieces: 2);
        var (seed, asked) = stage.JoinSeed();
        stage.Deliver(seed, asked);

        Assert.Empty(stage.Tell(TorrentInput.BlockArrived(seed, asked[0])));
        Assert.Equal(16_384, stage.Core.WastedBytes);
    }

    [Fact]
    public void A_block_in_the_buffer_counts_whoever_brought_it()
    {
        var stage = new CoreStage(pieces: 1, blocksPerPiece: 2);
        var (seed, asked) = stage.JoinSeed();
        stage.Tell(TorrentInput.BlockArrived(new PeerHandle(99), asked[0]));
        Assert.True(stage.HasSaid(TorrentOutput.SendCancel(seed, asked[0])));

        stage.Tell(TorrentInput.BlockArrived(seed, asked[1]));

        Assert.Equal(1, stage.Count(TorrentOutputKind.VerifyPiece));
    }

    [Theory]
    [InlineData(16, 0)]
    [InlineData(17, 1)]
    public void A_peer_that_sends_what_nobody_asked_it_for_is_dropped(int blocks, int drops)
    {
        var stage = new CoreStage(pieces: 100);
        stage.JoinSeed();
        var pusher = stage.Join();

        var said = Enumerable.Range(0, blocks).SelectMany(i => stage.Tell(TorrentInput.BlockArrived(pusher, stage.Block(i, 0))).ToList()).ToList();

        Assert.Equal(drops, said.Count(o => o.Kind == TorrentOutputKind.DropPeer && o.Reason == DropReason.Flooding));
    }

    [Fact]
    public void Blocks_that_crossed_with_their_cancels_are_forgiven()
    {
        var stage = new CoreStage(pieces: 100);
        var (seed, asked) = stage.JoinSeed();
        stage.Tell(TorrentInput.ModeChanged(new TorrentMode(CanDownload: false)));

        foreach (var block in asked) stage.Tell(TorrentInput.BlockUnwanted(seed, block));

        Assert.Equal(1, stage.Core.PeerCount);
    }

    [Fact]
    public void Nothing_is_asked_while_downloading_is_off_and_all_again_when_it_is_on()
    {
        var stage = new CoreStage(pieces: 4);
        var (seed, asked) = stage.JoinSeed();

        stage.Tell(TorrentInput.ModeChanged(new TorrentMode(CanDownload: false)));

        Assert.Equal((16, 4, 1), (stage.Count(TorrentOutputKind.SendCancel), stage.Count(TorrentOutputKind.DropPiece), stage.Count(TorrentOutputKind.SendNotInterested)));
        Assert.DoesNotContain(stage.Tick(1), o => o.Kind == TorrentOutputKind.SendRequest);

        stage.Tell(TorrentInput.ModeChanged(new TorrentMode()));
        Assert.Equal(asked.ToHashSet(), CoreStage.Asked(stage.Tick(10), seed).ToHashSet());
        Assert.Equal(0, stage.Core.WastedBytes);
    }
}
