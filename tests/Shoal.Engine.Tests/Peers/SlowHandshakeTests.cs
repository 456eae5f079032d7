using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Engine.Tests.Discovery;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Peers;

public sealed class SlowHandshakeTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly FakeClock _clock = new();
    private readonly PeerHandshaker _handshaker;
    private readonly Socket _stranger = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _ours;

    public SlowHandshakeTests()
    {
        _handshaker = new PeerHandshaker(PeerId.Create(new byte[12]), Timeout, _clock);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _stranger.Connect(listener.LocalEndPoint!);
        _ours = listener.Accept();
    }

    public void Dispose()
    {
        _stranger.Dispose();
        _ours.Dispose();
    }

    [Fact]
    public async Task Threat_row_33_a_stranger_that_says_nothing_is_let_go_at_the_deadline()
    {
        var answering = AnswerAsync();

        _clock.Advance(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(answering.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    [Fact]
    public async Task Threat_row_33_one_that_drips_gets_no_more_time_than_one_that_is_silent()
    {
        var answering = AnswerAsync();

        for (var second = 0; second < 10; second++)
        {
            _stranger.Send([19]);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    [Fact]
    public void Threat_row_33_connections_are_counted_from_the_moment_they_are_accepted()
    {
        var budget = new ConnectionBudget(2);

        Assert.Equal([true, true, false], [budget.TryTake(), budget.TryTake(), budget.TryTake()]);
        budget.Return();
        Assert.True(budget.TryTake());
        Assert.Equal(2, budget.Taken);
    }

    private Task<PeerLink> AnswerAsync() =>
        _handshaker.AnswerAsync(new SocketTransport(_ours), (IPEndPoint)_ours.RemoteEndPoint!, _ => null, CancellationToken.None);
}
