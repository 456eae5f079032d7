using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Core.Tests.Swarms;

public class SwarmBookTests
{
    private static readonly TimeSpan PeerTimeout = TimeSpan.FromMinutes(40);
    private static readonly InfoHash Hash = HashOf(1);

    [Theory]
    [InlineData(1, 3, 30)]
    [InlineData(2, 50, 4)]
    [InlineData(3, 2, 2_000)]
    [InlineData(4, 1, 300)]
    [InlineData(5, 400, 400)]
    public void It_says_what_a_slow_and_simple_book_says_IPv4(int seed, int swarms, int peers) =>
        CompareWithModel<SwarmPeerV4>(seed, swarms, peers, PeerV4, CompactPeers.SizeV4);

    [Theory]
    [InlineData(11, 3, 30)]
    [InlineData(12, 2, 1_000)]
    public void It_says_what_a_slow_and_simple_book_says_IPv6(int seed, int swarms, int peers) =>
        CompareWithModel<SwarmPeerV6>(
            seed, swarms, peers, n => new IPEndPoint(new IPAddress([0x20, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(n >> 8), (byte)n]), 1 + (n % 3)), CompactPeers.SizeV6);

    private static void CompareWithModel<TPeer>(int seed, int swarms, int peers, Func<int, IPEndPoint> peerOf, int size)
        where TPeer : unmanaged, ISwarmPeer<TPeer>
    {
        var random = new Random(seed);
        var fast = new SwarmBook<TPeer>(new SwarmLimits { PeerTimeout = PeerTimeout }, (ulong)random.NextInt64());
        var slow = new SlowSwarmBook(PeerTimeout);
        var now = TimeSpan.Zero;
        var room = new byte[200 * size];
        for (var step = 0; step < 6_000; step++)
        {
            if (random.Next(40) == 0) now += TimeSpan.FromMinutes(random.NextDouble() * (random.Next(20) == 0 ? 50 : 5));
            if (random.Next(10) == 0) fast.Sweep(now, random.Next(64));
            var hash = HashOf(random.Next(swarms));
            if (random.Next(10) == 0)
            {
                Assert.True(slow.Scrape(hash, now) == fast.Scrape(hash, now), $"seed {seed} step {step}: scrape");
                continue;
            }

            var announce = new SwarmAnnounce(hash, (AnnounceEvent)random.Next(4), random.Next(3) == 0, random.Next(-1, 250));
            var peer = peerOf(random.Next(peers));
            if (random.Next(50) == 0) peer = new IPEndPoint(peer.Address, 0);
            var expected = slow.Announce(announce, peer, now, out var candidates);
            var (counts, length, _) = fast.Announce(announce, Make<TPeer>(peer), now, (ulong)random.NextInt64(), room);

            Assert.True(expected == counts, $"seed {seed} step {step}: {expected} is not {counts}");
            var given = new List<IPEndPoint>();
            CompactPeers.Read(room.AsSpan(0, length), size, given);
            Assert.True(given.Count == Math.Clamp(announce.Wanted, 0, Math.Min(200, candidates.Count)), $"seed {seed} step {step}: {given.Count} given");
            Assert.True(given.Distinct().Count() == given.Count && given.TrueForAll(candidates.Contains), $"seed {seed} step {step}: wrong peers");
        }

        fast.Sweep(now, fast.Capacity * 2);
        Assert.Equal(slow.PeerCount(now), fast.PeerCount);
    }

    [Theory]
    [InlineData(40, 1)]
    [InlineData(45, 0)]
    public void A_silent_peer_is_forgotten_within_an_eighth_of_the_timeout(int minutes, int seeds)
    {
        var book = Book();
        Announce(book, 1, AnnounceEvent.Started, isSeed: true);

        Assert.Equal(seeds, book.Scrape(Hash, TimeSpan.FromMinutes(minutes)).Seeds);
    }

    [Fact]
    public void Sweeping_forgets_swarms_that_nobody_announces_to()
    {
        var book = Book();
        for (var n = 0; n < 1_000; n++) Announce(book, n, AnnounceEvent.Started, swarm: HashOf(n));

        book.Sweep(TimeSpan.FromMinutes(46), book.Capacity * 2);

        Assert.Equal((0, 0), (book.SwarmCount, book.PeerCount));
    }

    [Fact]
    public void Downloads_outlive_the_peers_and_are_counted_once_a_peer()
    {
        var book = Book();
        Announce(book, 1, AnnounceEvent.Started);
        Announce(book, 1, AnnounceEvent.Completed, isSeed: true);
        Announce(book, 1, AnnounceEvent.Completed, isSeed: true);
        Announce(book, 1, AnnounceEvent.Stopped, isSeed: true);

        Assert.Equal(new ScrapeCounts(0, 1, 0), book.Scrape(Hash, TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Peers_in_a_large_swarm_are_given_evenly()
    {
        const int Peers = 1_000;
        const int Asks = 4_000;
        var book = Book();
        for (var n = 0; n < Peers; n++) Announce(book, n, AnnounceEvent.Started);
        var random = new Random(5);
        var given = new int[Peers];
        var room = new byte[50 * CompactPeers.SizeV4];
        var announce = new SwarmAnnounce(Hash, AnnounceEvent.None, false, 50);
        for (var ask = 0; ask < Asks; ask++)
        {
            var length = book.Announce(announce, Make<SwarmPeerV4>(PeerV4(0)), TimeSpan.Zero, (ulong)random.NextInt64(long.MinValue, long.MaxValue), room).Length;
            for (var at = 0; at < length; at += CompactPeers.SizeV4) given[(room[at + 2] << 8) | room[at + 3]]++;
        }

        var expected = Asks * 50.0 / (Peers - 1);
        Assert.Equal(0, given[0]);
        Assert.All(given[1..], times => Assert.InRange(times, expected * 0.6, expected * 1.4));
    }

    [Fact]
    public void Threat_row_37_a_flood_of_hashes_and_peers_stays_within_its_memory()
    {
        var limits = new SwarmLimits { MaxSwarms = 100, MaxPeers = 500, MaxPeersPerSwarm = 60, PeerTimeout = PeerTimeout };
        var book = new SwarmBook<SwarmPeerV4>(limits, 9);
        var random = new Random(3);
        for (var n = 0; n < 50_000; n++)
        {
            var hash = HashOf(random.Next(4) == 0 ? random.Next(100_000) : random.Next(8));
            book.Announce(
                new SwarmAnnounce(hash, (AnnounceEvent)random.Next(3), random.Next(2) == 0, 50), Make<SwarmPeerV4>(PeerV4(n)), TimeSpan.FromSeconds(n / 50), (ulong)random.NextInt64(), []);
            Assert.True(book.SwarmCount <= 100 && book.PeerCount <= 500, $"step {n}: {book.SwarmCount} swarms, {book.PeerCount} peers");
        }

        Assert.InRange(book.Scrape(HashOf(0), TimeSpan.FromSeconds(1_000)).Seeds, 0, 60);
    }

    [Fact]
    public void A_clock_that_jumps_by_years_forgets_everybody()
    {
        foreach (var days in new[] { 60, 210, 226, 228, 240, 4_000 })
        {
            var book = Book();
            for (var n = 0; n < 100; n++) Announce(book, n, AnnounceEvent.Started, swarm: HashOf(n));

            Assert.Equal(default, book.Scrape(HashOf(7), TimeSpan.FromDays(days)));
        }
    }

    [Fact]
    public void An_announce_of_a_peer_that_is_here_allocates_nothing()
    {
        var book = Book();
        for (var n = 0; n < 200; n++) Announce(book, n, AnnounceEvent.Started, isSeed: n % 2 == 0);
        var room = new byte[1_200];
        var peer = Make<SwarmPeerV4>(PeerV4(7));
        var announce = new SwarmAnnounce(Hash, AnnounceEvent.None, false, 200);
        book.Announce(announce, peer, TimeSpan.Zero, 1, room);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 10_000; n++) book.Announce(announce, peer, TimeSpan.Zero, (ulong)n << 30, room);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static SwarmBook<SwarmPeerV4> Book() => new(new SwarmLimits { PeerTimeout = PeerTimeout }, 0x1234_5678_9ABC_DEF1);

    private static void Announce(SwarmBook<SwarmPeerV4> book, int peer, AnnounceEvent what, bool isSeed = false, InfoHash? swarm = null) =>
        book.Announce(new SwarmAnnounce(swarm ?? Hash, what, isSeed, 0), Make<SwarmPeerV4>(PeerV4(peer)), TimeSpan.Zero, 0, []);

    private static IPEndPoint PeerV4(int n) => new(new IPAddress([10, (byte)(n >> 16), (byte)(n >> 8), (byte)n]), 6881);

    private static TPeer Make<TPeer>(IPEndPoint peer)
        where TPeer : unmanaged, ISwarmPeer<TPeer> =>
        typeof(TPeer) == typeof(SwarmPeerV4)
            ? (TPeer)(object)new SwarmPeerV4(peer.Address.GetAddressBytes(), peer.Port)
            : (TPeer)(object)new SwarmPeerV6(peer.Address.GetAddressBytes(), peer.Port);

    private static InfoHash HashOf(int n)
    {
        var bytes = new byte[20];
        BitConverter.TryWriteBytes(bytes, n);
        return new InfoHash(bytes);
    }
}
