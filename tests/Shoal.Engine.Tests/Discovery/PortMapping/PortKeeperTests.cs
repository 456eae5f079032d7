using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.PortMapping;
using Shoal.Engine.Discovery.PortMapping;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Discovery.PortMapping;

public sealed class PortKeeperTests
{
    private static readonly Gateway Home = new(IPAddress.Parse("192.168.1.1"), IPAddress.Parse("192.168.1.5"));
    private static readonly Gateway Cafe = new(IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.9"));

    private readonly FakeClock _clock = new();
    private readonly ExternalAddress _external = new();
    private readonly FakeMapper _mapper = new();
    private Gateway? _gateway = Home;

    [Fact]
    public async Task TCP_and_UDP_are_mapped_and_the_address_is_told()
    {
        await using var keeper = Keep(_mapper);
        Assert.Equal(new MapRequest(MappedTransport.Tcp, 6881, 6881, 3_600), await _mapper.NextAsync());
        Assert.Equal(new MapRequest(MappedTransport.Udp, 6881, 6881, 3_600), await _mapper.NextAsync());
        await keeper.Keeper.TriedAsync().WaitAsync(TimeSpan.FromSeconds(10));

        var snapshot = keeper.Keeper.Snapshot();
        Assert.Equal((Home.Address, "fake", 2), (snapshot.Gateway, snapshot.Protocol, snapshot.Mappings.Count));
        Assert.Equal(IPAddress.Parse("203.0.113.7"), _external.Of(AddressFamily.InterNetwork));
        Assert.Equal(6881, keeper.Keeper.ExternalPort);
    }

    [Fact]
    public async Task Mappings_are_renewed_at_half_of_what_was_granted()
    {
        await using var keeper = Keep(_mapper);
        await BothAsync();
        await AdvanceAsync(TimeSpan.FromMinutes(9.9));
        Assert.False(_mapper.Asked.Reader.TryPeek(out _));

        await AdvanceAsync(TimeSpan.FromMinutes(0.2));

        await BothAsync();
    }

    [Fact]
    public async Task Another_port_outside_is_wished_for_again_and_told()
    {
        var changes = 0;
        _mapper.Grant = _ => new MappingLease(40_000, null, TimeSpan.FromMinutes(20));
        await using var keeper = Keep(_mapper, () => changes++);
        Assert.Equal(6881, (await _mapper.NextAsync()).ExternalPort);
        Assert.Equal(40_000, (await _mapper.NextAsync()).ExternalPort);
        await keeper.Keeper.TriedAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((40_000, 1), (keeper.Keeper.ExternalPort, changes));

        await AdvanceAsync(TimeSpan.FromMinutes(10.1));

        Assert.Equal(40_000, (await _mapper.NextAsync()).ExternalPort);
        Assert.Equal(1, changes);
    }

    [Fact]
    public async Task The_first_protocol_that_does_is_used_and_the_others_say_why_not()
    {
        var deaf = new FakeMapper("deaf") { Grant = _ => throw new PortMappingException("no answer") };
        await using var keeper = Keep(_mapper, null, deaf);
        await BothAsync();
        Assert.Equal("fake", keeper.Keeper.Snapshot().Protocol);
        Assert.True(deaf.IsDisposed);
    }

    [Fact]
    public async Task When_none_does_each_says_why_and_all_are_asked_again_later()
    {
        var refuses = true;
        _mapper.Grant = request => refuses ? throw new PortMappingException("it is switched off there") : new MappingLease(request.ExternalPort, null, TimeSpan.FromHours(1));
        await using var keeper = Keep(_mapper);
        await keeper.Keeper.TriedAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["fake: it is switched off there"], keeper.Keeper.Snapshot().Problems);
        Assert.Null(keeper.Keeper.ExternalPort);

        refuses = false;
        await AdvanceAsync(TimeSpan.FromSeconds(15.1));

        await BothAsync();
    }

    [Fact]
    public async Task A_gateway_that_maps_no_UDP_is_good_enough()
    {
        _mapper.Grant = request => request.Transport == MappedTransport.Udp ? throw new PortMappingException("it failed") : new MappingLease(6881, null, TimeSpan.FromHours(1));
        await using var keeper = Keep(_mapper);
        await keeper.Keeper.TriedAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["UDP: it failed"], keeper.Keeper.Snapshot().Problems);
        Assert.Equal(6881, keeper.Keeper.ExternalPort);
    }

    [Fact]
    public async Task At_another_gateway_everything_begins_anew()
    {
        await using var keeper = Keep(_mapper);
        await BothAsync();

        _gateway = Cafe;
        await AdvanceAsync(TimeSpan.FromSeconds(15.1));

        await BothAsync(lifetime: 0);   // as far as the old one still hears
        await BothAsync();
        Assert.Equal(Cafe.Address, keeper.Keeper.Snapshot().Gateway);
    }

    [Fact]
    public async Task Without_a_gateway_one_is_waited_for()
    {
        _gateway = null;
        await using var keeper = Keep(_mapper);
        await keeper.Keeper.TriedAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["no gateway"], keeper.Keeper.Snapshot().Problems);

        _gateway = Home;
        await AdvanceAsync(TimeSpan.FromSeconds(15.1));

        await BothAsync();
    }

    [Fact]
    public async Task Stopping_takes_the_mappings_back()
    {
        var keeper = Keep(_mapper);
        await BothAsync();

        await keeper.DisposeAsync();

        await BothAsync(lifetime: 0);
        Assert.True(_mapper.IsDisposed);
    }

    private Running Keep(FakeMapper mapper, Action? changed = null, params FakeMapper[] before)
    {
        var protocols = before.Append(mapper).Select(m => (m.Protocol, (Func<Gateway, CancellationToken, Task<IPortMapper>>)((_, _) => Task.FromResult<IPortMapper>(m)))).ToList();
        var keeper = new PortKeeper(() => _gateway, protocols, 6881, TimeSpan.FromHours(1), _external, _clock, NullLogger.Instance);
        keeper.Changed += () => changed?.Invoke();
        keeper.Start();
        return new Running(keeper);
    }

    private async Task BothAsync(uint lifetime = 3_600)
    {
        Assert.Equal((MappedTransport.Tcp, lifetime), (await _mapper.NextAsync() is var tcp ? tcp.Transport : default, tcp.LifetimeSeconds));
        Assert.Equal((MappedTransport.Udp, lifetime), (await _mapper.NextAsync() is var udp ? udp.Transport : default, udp.LifetimeSeconds));
        await Task.Delay(50);   // it goes back to its waiting
    }

    // In steps no longer than the keeper's own, each seen by it before the next.
    private async Task AdvanceAsync(TimeSpan by)
    {
        for (var step = TimeSpan.FromSeconds(5); by > TimeSpan.Zero; by -= step)
        {
            _clock.Advance(by < step ? by : step);
            await Task.Delay(5);
        }
    }

    private sealed class Running(PortKeeper keeper) : IAsyncDisposable
    {
        public PortKeeper Keeper => keeper;
        public async ValueTask DisposeAsync() => await keeper.StopAsync(CancellationToken.None);
    }
}
