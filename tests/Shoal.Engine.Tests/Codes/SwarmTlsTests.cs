using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Engine.Codes;
using Shoal.Engine.Peers;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Tests.Codes;

/// <summary>Who gets into a swarm inside TLS: members of its root, and nobody else.</summary>
public sealed class SwarmTlsTests : IDisposable
{
    private static readonly InfoHash Name = new(Enumerable.Repeat((byte)7, InfoHash.Size).ToArray());
    private static readonly InfoHash OtherName = new(Enumerable.Repeat((byte)9, InfoHash.Size).ToArray());

    private readonly SwarmRoot _root = NewRoot(TimeSpan.FromHours(1));
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public SwarmTlsTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public void Dispose()
    {
        _root.Dispose();
        _listener.Dispose();
    }

    private static SwarmRoot NewRoot(TimeSpan life) => new(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow + life);

    private static SwarmTls Member(SwarmRoot root, TimeSpan ahead = default)
    {
        using var key = new MemberKey();
        return key.Join(root.Bytes, root.Sign(key.Public), () => DateTimeOffset.UtcNow + ahead);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_listener.LocalEndPoint!);
        return socket;
    }

    private async Task<PeerTransport> AnswerAsync(Func<InfoHash, SwarmTls?> find) => await SwarmTls.AnswerAsync(await _listener.AcceptAsync(), find, Soon);

    // With TLS 1.3 a dialler learns at its first read that its certificate was not taken.
    private static async Task AssertShutOutAsync(Func<Task<PeerTransport>> dial)
    {
        try
        {
            using var transport = await dial();
            Assert.Equal(0, await transport.ReceiveAsync(new byte[1], Soon));
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected) || expected is System.Security.Authentication.AuthenticationException)
        {
        }
    }

    [Fact]
    public async Task Two_members_of_one_swarm_talk()
    {
        using SwarmTls ours = Member(_root), theirs = Member(_root);
        var answering = AnswerAsync(name => name == Name ? theirs : null);
        using var dialled = await ours.DialAsync(await ConnectAsync(), Name, Soon);
        using var answered = await answering;

        await dialled.SendAllAsync("hello"u8.ToArray(), Soon);
        var received = new byte[5];
        await answered.ReceiveExactlyAsync(received, Soon);

        Assert.Equal("hello"u8.ToArray(), received);
    }

    [Fact]
    public async Task A_certificate_of_another_root_gets_nothing_from_either_side()
    {
        using var foreignRoot = NewRoot(TimeSpan.FromHours(1));
        using SwarmTls member = Member(_root), foreigner = Member(foreignRoot);

        var answering = AnswerAsync(_ => member);
        await AssertShutOutAsync(async () => await foreigner.DialAsync(await ConnectAsync(), Name, Soon));
        await Assert.ThrowsAnyAsync<Exception>(() => answering);

        answering = AnswerAsync(_ => foreigner);
        await AssertShutOutAsync(async () => await member.DialAsync(await ConnectAsync(), Name, Soon));
        await Assert.ThrowsAnyAsync<Exception>(() => answering);
    }

    [Fact]
    public async Task A_peer_without_a_certificate_gets_nothing()
    {
        using var member = Member(_root);
        var answering = AnswerAsync(_ => member);
        using var stream = new SslStream(new NetworkStream(await ConnectAsync(), ownsSocket: true));
        try
        {
#pragma warning disable CA5359 // an attacker trusts everybody
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Name.ToString(), RemoteCertificateValidationCallback = (_, _, _, _) => true }, Soon);
#pragma warning restore CA5359
            Assert.Equal(0, await stream.ReadAsync(new byte[1], Soon));
        }
        catch (IOException)
        {
        }

        await Assert.ThrowsAnyAsync<Exception>(() => answering);
    }

    [Fact]
    public async Task An_expired_certificate_gets_nothing()
    {
        using var dead = NewRoot(TimeSpan.FromSeconds(-60));
        using SwarmTls late = Member(dead), listener = Member(dead);

        var answering = AnswerAsync(_ => listener);
        await AssertShutOutAsync(async () => await late.DialAsync(await ConnectAsync(), Name, Soon));

        await Assert.ThrowsAnyAsync<Exception>(() => answering);
    }

    [Fact]
    public async Task A_member_whose_clock_is_told_to_be_wrong_gets_in_all_the_same()
    {
        using var root = new SwarmRoot(DateTimeOffset.UtcNow.AddHours(5), DateTimeOffset.UtcNow.AddHours(6));
        using SwarmTls ours = Member(root, TimeSpan.FromHours(5)), theirs = Member(root, TimeSpan.FromHours(5)), late = Member(root, TimeSpan.FromHours(7));
        var answering = AnswerAsync(_ => theirs);
        using var dialled = await ours.DialAsync(await ConnectAsync(), Name, Soon);
        using var answered = await answering;

        answering = AnswerAsync(_ => late);
        await AssertShutOutAsync(async () => await ours.DialAsync(await ConnectAsync(), Name, Soon));
        await Assert.ThrowsAnyAsync<Exception>(() => answering);
    }

    [Fact]
    public async Task A_name_that_is_no_swarm_here_is_refused()
    {
        using var member = Member(_root);
        var answering = AnswerAsync(_ => null);
        await AssertShutOutAsync(async () => await member.DialAsync(await ConnectAsync(), Name, Soon));

        await Assert.ThrowsAnyAsync<Exception>(() => answering);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_member_of_one_swarm_does_not_get_into_another_and_nobody_without_TLS(bool insideTls)
    {
        using var otherRoot = NewRoot(TimeSpan.FromHours(1));
        using SwarmTls member = Member(_root), ofOther = Member(otherRoot), served = Member(_root);
        var doors = new SwarmDoors();
        var (door, otherDoor) = (new Door(Name, served), new Door(OtherName, ofOther));
        Assert.True(doors.TryAdd(Name, door) && doors.TryAdd(OtherName, otherDoor));
        var handshaker = new PeerHandshaker(PeerId.Create(new byte[12]), TimeSpan.FromSeconds(10), TimeProvider.System);
        var welcome = new PeerWelcome(handshaker, doors.Find, new ConnectionBudget(10), TimeSpan.FromSeconds(10), TimeProvider.System);
        var accepting = Task.Run(async () =>
        {
            var socket = await _listener.AcceptAsync();
            await welcome.ReceiveAsync(socket, (IPEndPoint)socket.RemoteEndPoint!, Soon);
        });

        using PeerTransport transport = insideTls ? await member.DialAsync(await ConnectAsync(), Name, Soon) : new SocketTransport(await ConnectAsync());
        var hello = new byte[Handshake.Size];
        new Handshake(HandshakeFeatures.Extensions, OtherName, PeerId.Create([.. Enumerable.Repeat((byte)1, 12)])).Write(hello);
        await transport.SendAllAsync(hello, Soon);
        await AssertShutOutAsync(() => Task.FromResult(transport));
        await accepting;

        Assert.Equal((0, 0), (door.Entered, otherDoor.Entered));
    }

    private sealed class Door(InfoHash name, SwarmTls tls) : ISwarmDoor
    {
        public int Entered { get; private set; }
        public InfoHashes InfoHashes { get; } = new(name, null);
        public bool IsOpen => true;
        public SwarmTls? Tls => tls;

        public ValueTask EnterAsync(PeerLink link)
        {
            Entered++;
            return ValueTask.CompletedTask;
        }
    }
}
