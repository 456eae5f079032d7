using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker.Tests;

public class UdpDeskTests
{
    private static readonly byte[] Here = [10, 0, 0, 1];
    private static readonly byte[] There = [10, 0, 0, 2];
    private static readonly InfoHash Hash = new([.. Enumerable.Range(1, 20).Select(i => (byte)i)]);

    private readonly StoppedClock _clock = new();
    private readonly UdpDesk _desk;
    private readonly TrackerDesk _tracker;
    private readonly byte[] _reply = new byte[TrackerLimits.MaxDatagramBytes];

    public UdpDeskTests()
    {
        _tracker = new TrackerDesk(new TrackerOptions { NumWantDefault = 3 }, _clock);
        _desk = new UdpDesk(_tracker, 7);
    }

    [Fact]
    public void Peers_find_each_other_and_never_themselves()
    {
        var first = Announce(Here, 6881, left: 1);
        var second = Announce(There, 6882, left: 1);
        var again = Announce(Here, 6881, left: 1);

        Assert.Empty(first.Peers);
        Assert.Equal(["10.0.0.1:6881"], second.Peers.Select(p => p.ToString()));
        Assert.Equal(["10.0.0.2:6882"], again.Peers.Select(p => p.ToString()));
        Assert.Equal((0, 2), (again.Seeds, again.Leechers));
        Assert.InRange(again.Interval, TimeSpan.FromMinutes(27), TimeSpan.FromMinutes(33));
    }

    [Fact]
    public void Seeds_are_given_only_leechers_and_who_stops_is_gone()
    {
        Announce(Here, 1001, left: 0);
        Announce(Here, 1002, left: 5);
        Assert.Equal(["10.0.0.1:1002"], Announce(There, 1, left: 0).Peers.Select(p => p.ToString()));

        Announce(Here, 1002, left: 5, what: AnnounceEvent.Stopped);

        Assert.Empty(Announce(There, 1, left: 0).Peers);
    }

    [Fact]
    public void Families_are_apart()
    {
        byte[] six = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        Announce(Here, 6881, left: 1);

        Assert.Empty(Announce(six, 6881, left: 1).Peers);
        Assert.Equal(["[2001:db8::1]:6881"], Announce([.. six.AsSpan(0, 15), 2], 6882, left: 1).Peers.Select(p => p.ToString()));
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(0, 0)]
    [InlineData(10, 10)]
    [InlineData(int.MaxValue, 200)]
    public void Threat_row_37_the_number_of_peers_is_capped(int wanted, int given)
    {
        for (var port = 1; port <= 250; port++) Announce(There, port, left: 1, wanted: 0);

        Assert.Equal(given, Announce(Here, 6881, left: 1, wanted: wanted).Peers.Count);
    }

    [Fact]
    public void A_peer_that_does_not_listen_is_not_handed_out()
    {
        Announce(Here, 0, left: 1);
        Assert.Empty(Announce(There, 1, left: 1).Peers);
    }

    [Fact]
    public void Threat_row_37_an_announce_without_a_connect_changes_nothing_and_gets_fewer_bytes()
    {
        var request = AnnounceDatagram(UdpRequestHead.Magic, 6881, 1, AnnounceEvent.Started, -1);
        var length = _desk.Answer(request, Here, _clock.GetElapsedTime(0), _reply);

        Assert.True(length < request.Length);
        Assert.True(UdpReplyHead.TryRead(_reply, out var head) && head == new UdpReplyHead(UdpAction.Error, 9));
        Assert.Equal((0, 1L), (_tracker.Snapshot().Peers, _tracker.Snapshot().WrongIds));
    }

    [Fact]
    public void Threat_row_37_somebody_elses_id_and_an_old_one_are_refused()
    {
        var id = Connect(Here);

        Assert.Equal(UdpAction.Error, ActionOf(_desk.Answer(AnnounceDatagram(id, 1, 1, AnnounceEvent.None, -1), There, _clock.GetElapsedTime(0), _reply)));
        Assert.Equal(UdpAction.Announce, ActionOf(_desk.Answer(AnnounceDatagram(id, 1, 1, AnnounceEvent.None, -1), Here, _clock.GetElapsedTime(0), _reply)));
        _clock.Advance(TimeSpan.FromSeconds(131));
        Assert.Equal(UdpAction.Error, ActionOf(_desk.Answer(AnnounceDatagram(id, 1, 1, AnnounceEvent.None, -1), Here, _clock.GetElapsedTime(0), _reply)));
    }

    [Fact]
    public void Threat_row_37_a_scrape_of_74_hashes_gets_fewer_bytes_than_it_sent()
    {
        Announce(Here, 6881, left: 0);
        var hashes = Enumerable.Range(0, 74).Select(n => n == 3 ? Hash : new InfoHash([.. Enumerable.Repeat((byte)n, 20)])).ToArray();
        var request = new byte[2_048];
        var sent = UdpScrape.WriteRequest(request, Connect(Here), 9, hashes);

        var got = _desk.Answer(request.AsSpan(0, sent), Here, _clock.GetElapsedTime(0), _reply);

        Assert.Equal(UdpReplyHead.Size + 74 * UdpScrape.CountsSize, got);
        Assert.True(got < sent);
        Assert.True(UdpScrape.TryReadCounts(_reply.AsSpan(0, got), 3, out var counts) && counts == new ScrapeCounts(1, 0, 0));
    }

    [Fact]
    public void Downloads_are_counted()
    {
        Announce(Here, 6881, left: 1, what: AnnounceEvent.Started);
        Announce(Here, 6881, left: 0, what: AnnounceEvent.Completed);

        Assert.Equal(new ScrapeCounts(1, 1, 0), _tracker.Scrape(Hash, isV4: true, _tracker.Now));
    }

    [Fact]
    public void Threat_row_37_random_datagrams_of_every_length_get_no_more_than_they_sent()
    {
        var random = new Random(17);
        for (var round = 0; round < 3; round++)
        {
            for (var length = 0; length <= 2_048; length++)
            {
                var datagram = new byte[length];
                random.NextBytes(datagram);
                if (length >= 12) BitConverter.TryWriteBytes(datagram.AsSpan(8), random.Next(5) << 24);
                if (length >= 8 && random.Next(4) == 0) Convert.FromHexString("0000041727101980").CopyTo(datagram, 0);

                Assert.True(_desk.Answer(datagram, Here, _clock.GetElapsedTime(0), _reply) <= length, $"round {round} length {length}");
            }
        }
    }

    [Fact]
    public void Random_questions_with_a_good_id_never_throw()
    {
        var random = new Random(19);
        var id = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(id, Connect(Here));
        for (var length = 12; length <= 2_048; length++)
        {
            var datagram = new byte[length];
            random.NextBytes(datagram);
            id.CopyTo(datagram, 0);
            BitConverter.TryWriteBytes(datagram.AsSpan(8), random.Next(4) << 24);

            Assert.InRange(_desk.Answer(datagram, Here, _clock.GetElapsedTime(0), _reply), 0, TrackerLimits.MaxDatagramBytes);
        }
    }

    [Fact]
    public void Nothing_is_allocated_by_a_datagram()
    {
        for (var port = 1; port <= 100; port++) Announce(There, port, left: 1, wanted: 0);
        var id = Connect(Here);
        var announce = AnnounceDatagram(id, 6881, 1, AnnounceEvent.None, 200);
        _desk.Answer(announce, Here, _clock.GetElapsedTime(0), _reply);
        var connect = new byte[UdpConnect.RequestSize];
        UdpConnect.WriteRequest(connect, 1);

        // The runtime allocates once, some time, when it compiles the methods anew; what a datagram costs shows in every round.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => AllocatedByTenThousand()));

        long AllocatedByTenThousand()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++)
            {
                _desk.Answer(connect, Here, _clock.GetElapsedTime(0), _reply);
                _desk.Answer(announce, Here, _clock.GetElapsedTime(0), _reply);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private AnnounceReply Announce(byte[] address, int port, long left, int wanted = -1, AnnounceEvent what = AnnounceEvent.None)
    {
        var length = _desk.Answer(AnnounceDatagram(Connect(address), port, left, what, wanted), address, _clock.GetElapsedTime(0), _reply);
        Assert.True(UdpAnnounce.TryReadReply(_reply.AsSpan(0, length), address.Length == 16, out var reply));
        return reply;
    }

    private ulong Connect(byte[] address)
    {
        var request = new byte[UdpConnect.RequestSize];
        UdpConnect.WriteRequest(request, 9);
        Assert.Equal(UdpConnect.ReplySize, _desk.Answer(request, address, _clock.GetElapsedTime(0), _reply));
        Assert.True(UdpConnect.TryReadReply(_reply, out var id));
        return id;
    }

    private UdpAction ActionOf(int length) => UdpReplyHead.TryRead(_reply.AsSpan(0, length), out var head) ? head.Action : (UdpAction)(-1);

    private static byte[] AnnounceDatagram(ulong id, int port, long left, AnnounceEvent what, int wanted)
    {
        var datagram = new byte[TrackerLimits.MaxDatagramBytes];
        var request = new AnnounceRequest { InfoHash = Hash, PeerId = default, Port = port, Left = left, Event = what, NumWant = wanted };
        return datagram[..UdpAnnounce.WriteRequest(datagram, id, 9, request, [])];
    }
}
