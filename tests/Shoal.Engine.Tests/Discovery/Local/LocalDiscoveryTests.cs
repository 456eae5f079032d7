using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Shoal.Core.LocalDiscovery;
using Shoal.Core.Primitives;
using Shoal.Engine.Discovery;
using Shoal.Engine.Discovery.Local;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Discovery.Local;

public sealed class LocalDiscoveryTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly LocalGroup _group = GroupListener.NewGroup();
    private readonly FakeClock _clock = new();
    private readonly GroupListener _wire;
    private readonly InfoHash _name = NewName();
    private readonly Channel<IPEndPoint> _found = Channel.CreateUnbounded<IPEndPoint>();
    private readonly LocalDiscovery _local;
    private IReadOnlyList<LocalWay> _ways = [GroupListener.Loopback];

    public LocalDiscoveryTests()
    {
        _wire = new GroupListener(_group);
        _local = New(_clock);
    }

    [Fact]
    public async Task A_watched_name_is_announced_in_a_burst_and_then_every_five_minutes()
    {
        using var watch = Watch(6881);
        await SaysAsync(_name);
        foreach (var step in new[] { 0.5, 1.5, 4, 300, 300 })
        {
            _clock.Advance(TimeSpan.FromSeconds(step - 0.01));
            Assert.Empty(await _wire.UntilNowAsync());
            _clock.Advance(TimeSpan.FromSeconds(0.01));
            await SaysAsync(_name);
        }
    }

    [Fact]
    public async Task Who_starts_second_finds_the_first_though_it_spoke_long_ago()
    {
        using var first = Watch(6881);
        await SaysAsync(_name);
        _clock.Advance(TimeSpan.FromSeconds(200));
        await SaysAsync(_name);
        await using var other = New(TimeProvider.System);
        var found = new TaskCompletionSource<IPEndPoint>();
        using var second = other.Watch(_name, 6882, AnnounceRhythm.Torrent, peers => found.TrySetResult(peers[0]));

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 6882), await NextFoundAsync());
        _clock.Advance(AnnounceTimetable.AnswerGap);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 6881), await found.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task Our_own_announces_are_not_peers()
    {
        using var watch = Watch(6881);
        await SaysAsync(_name);

        await HeardAllAsync();

        Assert.False(_found.Reader.TryPeek(out _));
        Assert.Equal(0, _local.Snapshot().PeersFound);
    }

    [Fact]
    public async Task A_watch_that_is_disposed_says_and_hears_no_more()
    {
        var watch = Watch(6881);
        await SaysAsync(_name);
        watch.Dispose();

        _clock.Advance(TimeSpan.FromMinutes(20));
        _wire.Say(Message(_name, 7001));
        await HeardAllAsync();

        Assert.False(_found.Reader.TryPeek(out _));
        Assert.DoesNotContain(await _wire.UntilNowAsync(), said => said.Contains("Port: 6881", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_cannot_be_dialled_listens_and_says_nothing()
    {
        using var watch = Watch(0);
        _clock.Advance(TimeSpan.FromMinutes(20));
        watch.AskNow();
        _wire.Say(Message(_name, 7001));

        Assert.Equal(7001, (await NextFoundAsync()).Port);
        Assert.DoesNotContain(await _wire.UntilNowAsync(), said => said.Contains("Port: 0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(22)]
    [InlineData(1023)]
    public async Task Threats_row_27_services_of_the_system_are_no_peers(int port)
    {
        using var watch = Watch(6881);
        _wire.Say(Message(_name, port));
        _wire.Say(Message(_name, 1024));

        Assert.Equal(1024, (await NextFoundAsync()).Port);
        Assert.Equal(1, _local.Snapshot().PacketsIgnored);
    }

    [Fact]
    public async Task What_is_malformed_is_counted_and_what_others_share_is_passed_over()
    {
        using var watch = Watch(6881);
        _wire.Say("BT-SEARCH nonsense");
        _wire.Say(new string('x', SearchMessage.MaxReadBytes + 1_000));
        _wire.Say(Message(NewName(), 7001));
        _wire.Say(Message(_name, 7002));

        Assert.Equal(7002, (await NextFoundAsync()).Port);
        Assert.Equal((2, 1), (_local.Snapshot().PacketsIgnored, _local.Snapshot().PeersFound));
    }

    [Fact]
    public async Task A_flood_of_one_source_is_heard_to_its_limit()
    {
        using var watch = Watch(6881);
        for (var port = 0; port < HearingLimits.SourceBurst; port++) _wire.Say(Message(_name, 10_000 + port));
        for (var port = 0; port < HearingLimits.SourceBurst; port++) Assert.Equal(10_000 + port, (await NextFoundAsync()).Port);

        _wire.Say(Message(_name, 20_000));
        await HeardAllAsync();

        Assert.False(_found.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Both_names_of_a_hybrid_are_announced()
    {
        InfoHash[] names = [_name, NewName()];
        using var search = _local.Begin(new SwarmInterest { Names = names, Port = 6881, IsSeed = () => false, OnPeers = Tell });
        var first = await _wire.NextAsync();
        _clock.Advance(TimeSpan.FromSeconds(0.1));   // the second may have been a breath late for the same round
        var said = new[] { first, await _wire.NextAsync() };

        foreach (var name in names) Assert.Contains(said, datagram => datagram.Contains($"Infohash: {name}\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hundreds_of_names_share_datagrams()
    {
        var watches = Enumerable.Range(0, 300).Select(_ => _local.Watch(NewName(), 6881, AnnounceRhythm.Torrent, Tell)).ToList();
        var said = await _wire.NextAsync();   // what is due at once goes out on a thread of its own
        for (var round = 0; round < 10 && watches.Exists(watch => !said.Contains(watch.Name.ToString(), StringComparison.Ordinal)); round++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.2));
            said += string.Concat(await _wire.UntilNowAsync());
        }

        foreach (var watch in watches) Assert.Contains(watch.Name.ToString(), said, StringComparison.Ordinal);
        Assert.InRange(_local.Snapshot().Interfaces[0].PacketsSent, 13, 60);
    }

    [Fact]
    public async Task An_interface_that_comes_hears_of_us_at_once_and_one_that_goes_is_left()
    {
        using var watch = Watch(6881);
        await SaysAsync(_name);
        _ways = [];
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(_local.Snapshot().Interfaces);
        await _wire.UntilNowAsync();

        _ways = [GroupListener.Loopback];
        _clock.Advance(TimeSpan.FromMinutes(2));
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Null(Assert.Single(_local.Snapshot().Interfaces).Problem);
        await SaysAsync(_name);
    }

    [Fact]
    public async Task An_interface_that_cannot_be_joined_says_why_and_hurts_nobody()
    {
        _ways = [GroupListener.Loopback, GroupListener.Loopback with { Index = 9_999, Address = IPAddress.Parse("203.0.113.1") }];
        _clock.Advance(TimeSpan.FromMinutes(2));
        using var watch = Watch(6881);
        await SaysAsync(_name);

        Assert.Contains(_local.Snapshot().Interfaces, way => way is { Problem: not null, PacketsSent: 0 });
    }

    public async ValueTask DisposeAsync()
    {
        await _local.DisposeAsync();
        _wire.Dispose();
    }

    private static InfoHash NewName() => new(RandomNumberGenerator.GetBytes(InfoHash.Size));

    private static string Message(InfoHash name, int port) => $"BT-SEARCH * HTTP/1.1\r\nHost: x\r\nPort: {port}\r\nInfohash: {name}\r\n\r\n\r\n";

    private LocalDiscovery New(TimeProvider time) => new(new SocketFactory(), () => _ways, time, _group);

    private LocalWatch Watch(int port) => _local.Watch(_name, port, AnnounceRhythm.Torrent, Tell);

    private void Tell(IReadOnlyList<IPEndPoint> peers) => _found.Writer.TryWrite(peers[0]);

    private async Task<IPEndPoint> NextFoundAsync() => await _found.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    private async Task SaysAsync(InfoHash name) => Assert.Contains($"Infohash: {name}\r\n", await _wire.NextAsync(), StringComparison.Ordinal);

    // Datagrams are handled in order: when the last one of ours has been counted, those before it have been handled.
    private async Task HeardAllAsync()
    {
        var ignored = _local.Snapshot().PacketsIgnored;
        _wire.Say("the end");
        for (var polls = 0; polls < 2_000 && _local.Snapshot().PacketsIgnored == ignored; polls++) await Task.Delay(5);
    }
}
