using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

public class PeerBookTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1000);
    private readonly PeerBook _book = new(1);

    [Fact]
    public void An_address_is_handed_out_once_until_its_end_is_told()
    {
        Assert.True(_book.Add(At(1), PeerSource.Tracker, Start));
        Assert.False(_book.Add(At(1), PeerSource.PeerExchange, Start));

        Assert.True(_book.TryNext(Start, out var address));
        Assert.Equal(At(1), address);
        Assert.False(_book.TryNext(Start, out _));
    }

    [Theory]
    [InlineData("1.2.3.4:0")]
    [InlineData("0.0.0.0:80")]
    [InlineData("0.1.2.3:80")]
    [InlineData("224.0.0.1:80")]
    [InlineData("255.255.255.255:80")]
    [InlineData("[::]:80")]
    [InlineData("[ff02::1]:80")]
    [InlineData("[::ffff:224.0.0.1]:80")]
    public void Impossible_addresses_are_refused(string address) =>
        Assert.False(_book.Add(IPEndPoint.Parse(address), PeerSource.User, Start));

    [Fact]
    public void An_address_mapped_into_ipv6_is_the_same_as_the_plain_one()
    {
        Assert.True(_book.Add(IPEndPoint.Parse("[::ffff:1.2.3.4]:80"), PeerSource.Tracker, Start));
        Assert.False(_book.Add(IPEndPoint.Parse("1.2.3.4:80"), PeerSource.Tracker, Start));
    }

    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(3, 60)]
    [InlineData(5, 240)]
    public void Each_failure_doubles_the_wait(int failures, int seconds)
    {
        _book.Add(At(1), PeerSource.Tracker, Start);
        var now = Start;
        for (var i = 0; i < failures; i++)
        {
            Assert.True(_book.TryNext(now, out _));
            _book.OnFailed(At(1), now);
            if (i < failures - 1) now += TimeSpan.FromHours(1);
        }

        Assert.False(_book.TryNext(now + TimeSpan.FromSeconds(seconds - 1), out _));
        Assert.True(_book.TryNext(now + TimeSpan.FromSeconds(seconds), out _));
    }

    [Theory]
    [InlineData(PeerSource.Tracker, 5, 1)]
    [InlineData(PeerSource.Tracker, 6, 0)]
    [InlineData(PeerSource.User, 6, 1)]
    [InlineData(PeerSource.User, 60, 1)]
    public void An_address_that_always_fails_is_forgotten_unless_the_user_named_it(PeerSource source, int failures, int left)
    {
        _book.Add(At(1), source, Start);
        for (var i = 1; i <= failures; i++)
        {
            Assert.True(_book.TryNext(Start + i * PeerBook.RetryDelayMax, out _));
            _book.OnFailed(At(1), Start + i * PeerBook.RetryDelayMax);
        }

        Assert.Equal(left, _book.Count);
    }

    [Fact]
    public void A_connection_that_ended_is_dialled_again_after_a_while()
    {
        _book.Add(At(1), PeerSource.Tracker, Start);
        _book.TryNext(Start, out _);
        _book.OnConnected(At(1), Start);
        _book.OnClosed(At(1), Start);

        Assert.False(_book.TryNext(Start + PeerBook.RedialDelay - TimeSpan.FromTicks(1), out _));
        Assert.True(_book.TryNext(Start + PeerBook.RedialDelay, out _));
    }

    [Fact]
    public void Seeds_are_not_dialled_by_a_seed()
    {
        _book.Add(At(1), PeerSource.Tracker, Start);
        _book.TryNext(Start, out _);
        _book.OnClosed(At(1), Start, isSeed: true);
        _book.AmSeed = true;

        Assert.False(_book.TryNext(Start + PeerBook.RedialDelay, out _));

        _book.AmSeed = false;
        Assert.True(_book.TryNext(Start + PeerBook.RedialDelay + PeerBook.RetryDelayMax, out _));
    }

    [Fact]
    public void Bans_and_ourselves_are_never_dialled()
    {
        _book.Add(At(1), PeerSource.Tracker, Start);
        _book.Add(At(2), PeerSource.Tracker, Start);
        _book.Ban(At(1));
        _book.AddOurselves(At(2));

        Assert.False(_book.TryNext(Start, out _));
        Assert.False(_book.Add(new IPEndPoint(At(1).Address, 99), PeerSource.User, Start));
        Assert.False(_book.Add(At(2), PeerSource.User, Start));
        Assert.True(_book.IsBanned(new IPEndPoint(At(1).Address.MapToIPv6(), 1)));
    }

    [Theory]
    [InlineData("1.2.3.4", 7, true)]
    [InlineData("1.2.3.4", 8, false)]
    [InlineData("127.0.0.1", 8, true)]
    public void One_address_fills_only_so_many_places(string address, int known, bool isTaken)
    {
        for (var port = 1; port <= known; port++) _book.Add(new IPEndPoint(IPAddress.Parse(address), port), PeerSource.PeerExchange, Start);

        Assert.Equal(isTaken, _book.Add(new IPEndPoint(IPAddress.Parse(address), 5000), PeerSource.PeerExchange, Start));
    }

    [Fact]
    public void A_full_book_refuses_newcomers_until_somebody_fails()
    {
        for (var i = 0; i < PeerBook.MaxCandidates; i++) Assert.True(_book.Add(At(i), PeerSource.Dht, Start));
        Assert.False(_book.Add(At(5000), PeerSource.Dht, Start));

        _book.TryNext(Start, out var failing);
        _book.OnFailed(failing, Start);

        Assert.True(_book.Add(At(5000), PeerSource.Dht, Start));
        Assert.Equal(PeerBook.MaxCandidates, _book.Count);
    }

    [Fact]
    public void Threats_row_27_peers_told_of_by_peers_leave_room_for_others()
    {
        for (var i = 0; i < PeerBook.MaxToldByPeers; i++) Assert.True(_book.Add(At(i), PeerSource.PeerExchange, Start));

        Assert.False(_book.Add(At(5000), PeerSource.PeerExchange, Start));
        Assert.True(_book.Add(At(5000), PeerSource.Tracker, Start));
        Assert.False(_book.Add(At(1), PeerSource.Tracker, Start));   // known, and better known now: it is not of that kind any more
        Assert.True(_book.Add(At(5001), PeerSource.PeerExchange, Start));
    }

    [Fact]
    public void What_a_private_torrent_may_not_use_is_forgotten_and_what_the_tracker_knew_too_is_kept()
    {
        PeerSource[] all = [PeerSource.User, PeerSource.LocalDiscovery, PeerSource.Resume, PeerSource.Tracker, PeerSource.Dht, PeerSource.PeerExchange];
        for (var i = 0; i < all.Length; i++) _book.Add(At(i), all[i], Start);
        _book.Add(At(9), PeerSource.LocalDiscovery, Start);
        _book.Add(At(9), PeerSource.Tracker, Start);

        _book.KeepOnly(PeerSource.User, PeerSource.Tracker);

        var left = new List<IPEndPoint>();
        while (_book.TryNext(Start, out var address)) left.Add(address);
        Assert.Equal([At(0), At(3), At(9)], left.OrderBy(address => address.ToString()));
        Assert.Equal(3, _book.Count);
    }

    [Fact]
    public void On_loopback_a_liar_is_refused_and_its_neighbours_are_not()
    {
        var (liar, honest) = (new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
        var id = new PeerId("-SH0100-aaaaaaaaaaaa"u8);
        _book.Add(liar, PeerSource.Tracker, Start);
        _book.Add(honest, PeerSource.Tracker, Start);

        _book.Ban(liar, id);

        Assert.True(_book.TryNext(Start, out var next));
        Assert.Equal(honest, next);
        Assert.True(_book.IsBanned(new IPEndPoint(IPAddress.Loopback, 3), id));   // it dials us now, from another port
        Assert.False(_book.IsBanned(new IPEndPoint(IPAddress.Loopback, 3), new PeerId("-SH0100-bbbbbbbbbbbb"u8)));
    }

    [Fact]
    public void Elsewhere_a_liar_is_refused_whatever_its_port_and_name()
    {
        _book.Ban(At(1), new PeerId("-SH0100-aaaaaaaaaaaa"u8));

        Assert.True(_book.IsBanned(new IPEndPoint(At(1).Address, 7)));
        Assert.False(_book.IsBanned(At(2), new PeerId("-SH0100-aaaaaaaaaaaa"u8)));
    }

    [Fact]
    public void Who_is_said_to_be_a_seed_is_not_dialled_by_one()
    {
        _book.AmSeed = true;
        _book.Add(At(1), PeerSource.PeerExchange, Start, isSeed: true);
        _book.Add(At(2), PeerSource.PeerExchange, Start);

        Assert.True(_book.TryNext(Start, out var next));
        Assert.Equal(At(2), next);
        Assert.False(_book.TryNext(Start, out _));
    }

    [Fact]
    public void The_trusted_come_first_and_then_the_ranked()
    {
        var book = new PeerBook(1, address => (uint)address.Port);
        book.Add(new IPEndPoint(At(1).Address, 10), PeerSource.PeerExchange, Start);
        book.Add(new IPEndPoint(At(2).Address, 5), PeerSource.Tracker, Start);
        book.Add(new IPEndPoint(At(3).Address, 6), PeerSource.Tracker, Start);
        book.Add(new IPEndPoint(At(4).Address, 1), PeerSource.User, Start);

        var ports = new List<int>();
        while (book.TryNext(Start, out var address)) ports.Add(address.Port);

        Assert.Equal([1, 6, 5, 10], ports);
    }

    [Fact]
    public void Nobody_is_handed_out_twice_at_once_and_nothing_piles_up()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var book = new PeerBook((ulong)seed);
            var outside = new HashSet<IPEndPoint>();
            var now = Start;
            for (var step = 0; step < 2_000; step++)
            {
                now += TimeSpan.FromSeconds(random.Next(5));
                var some = At(random.Next(20));
                switch (random.Next(6))
                {
                    case 0: book.Add(some, (PeerSource)random.Next(6), now); break;
                    case 1 when book.TryNext(now, out var next): Assert.True(outside.Add(next), $"Seed {seed}: twice."); break;
                    case 2 when outside.Count > 0: book.OnFailed(Take(outside, random), now); break;
                    case 3 when outside.Count > 0: book.OnClosed(Take(outside, random), now, random.Next(2) == 0); break;
                    case 4: book.AmSeed = random.Next(2) == 0; break;
                    default: break;
                }

                Assert.InRange(book.Count, 0, 20);
            }
        }
    }

    private static IPEndPoint Take(HashSet<IPEndPoint> outside, Random random)
    {
        var taken = outside.ElementAt(random.Next(outside.Count));
        outside.Remove(taken);
        return taken;
    }

    private static IPEndPoint At(int number) => new(new IPAddress([1, 2, (byte)(number >> 8), (byte)number]), 6881);
}
