using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Shoal.Core.Metainfo;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Sessions;

namespace Shoal.Engine.Tests.Peers;

public sealed class PeerThreatTests
{
    [Fact]
    public async Task Threat_row_33_a_stranger_that_says_nothing_is_let_go_at_the_deadline()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        var seed = await swarm.SeedAsync(new EngineOptions { HandshakeTimeout = TimeSpan.FromSeconds(1) });
        var silent = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ConnectAsync(seed)));

        foreach (var socket in silent) Assert.True(await EndsAsync(socket));

        var leecher = await swarm.LeechAsync(await swarm.EngineAsync(), "leech", seed);
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
    }

    [Fact]
    public async Task Threat_row_33_a_stranger_that_speaks_something_else_is_let_go()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        using var stranger = await ConnectAsync(await swarm.SeedAsync());

        await stranger.SendAsync("GET / HTTP/1.1\r\nHost: here\r\nUser-Agent: a stranger with a long name\r\n\r\n"u8.ToArray());

        Assert.True(await EndsAsync(stranger));
    }

    [Fact]
    public async Task Threat_row_19_a_frame_without_end_costs_its_sender_the_connection()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        using var peer = await GreetAsync(swarm, await swarm.SeedAsync());

        await peer.SendAsync(new byte[] { 0xff, 0xff, 0xff, 0xff, 7 });

        Assert.True(await EndsAsync(peer));
    }

    [Theory]
    [InlineData(99u, 0u, 16_384u)]      // no such piece
    [InlineData(0u, 0u, 131_072u)]      // more than a block
    [InlineData(0u, 65_530u, 16_384u)]  // past the piece's end
    [InlineData(0u, 0u, 0u)]            // nothing
    public async Task Threat_row_32_a_request_for_what_cannot_be_costs_its_sender_the_connection(uint piece, uint offset, uint length)
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 200_000));
        using var peer = await GreetAsync(swarm, await swarm.SeedAsync());

        await SendAsync(peer, new RequestMessage(piece, offset, length));

        Assert.True(await EndsAsync(peer));
    }

    [Fact]
    public async Task Threat_row_32_a_flood_of_requests_is_bounded_and_others_are_served()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 1_000_000));
        var seed = await swarm.SeedAsync();
        using var flooder = await GreetAsync(swarm, seed);
        var request = new RequestMessage(0, 0, 16_384);
        var frames = new byte[request.FrameLength * 50_000];
        for (var at = 0; at < frames.Length; at += request.FrameLength) request.Write(frames.AsSpan(at));
        var flood = flooder.SendAsync(frames);   // it never reads: nothing may pile up on our side

        var leecher = await swarm.LeechAsync(await swarm.EngineAsync(), "leech", seed);
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        flooder.Dispose();
        await Task.WhenAny(flood, Task.Delay(TestSwarm.Patience));
    }

    [Fact]
    public async Task A_peer_that_cannot_be_refused_may_ask_for_any_number_of_blocks_and_gets_them_all()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        var seed = await swarm.SeedAsync();
        // As many as there are upload slots: each is stopped and read again a dozen times while the sending half makes room.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AskForMuchAsync(swarm, seed))));
    }

    private static async Task AskForMuchAsync(TestSwarm swarm, IPEndPoint seed)
    {
        const int Requests = 12_000;
        using var peer = await GreetAsync(swarm, seed);
        var request = new RequestMessage(0, 0, 1_000);
        var frames = new byte[request.FrameLength * Requests];
        for (var at = 0; at < frames.Length; at += request.FrameLength) request.Write(frames.AsSpan(at));
        await peer.SendAsync(new byte[] { 0, 0, 0, 1, (byte)PeerMessageId.Interested });
        await UnchokedAsync(peer);

        var asking = peer.SendAsync(frames);
        var left = Requests * (13L + 1_000);
        var buffer = new byte[64 * 1024];
        using var patience = new CancellationTokenSource(TestSwarm.Patience);
        while (left > 0 && await peer.ReceiveAsync(buffer, patience.Token) is > 0 and var read) left -= read;

        Assert.Equal(0, left);
        Assert.Equal(frames.Length, await asking);
    }

    // Reads frames until an unchoke has come; nothing follows it before a request.
    private static async Task UnchokedAsync(Socket peer)
    {
        using var patience = new CancellationTokenSource(TestSwarm.Patience);
        await ReadAsync(peer, new byte[Handshake.Size], patience.Token);
        var prefix = new byte[4];
        while (true)
        {
            await ReadAsync(peer, prefix, patience.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
            await ReadAsync(peer, body, patience.Token);
            if (body is [(byte)PeerMessageId.Unchoke]) return;
        }
    }

    private static async Task ReadAsync(Socket socket, byte[] buffer, CancellationToken cancel)
    {
        for (var read = 0; read < buffer.Length;) read += await socket.ReceiveAsync(buffer.AsMemory(read), cancel);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        return socket;
    }

    private static async Task<Socket> GreetAsync(TestSwarm swarm, IPEndPoint seed)
    {
        var socket = await ConnectAsync(seed);
        var hello = new byte[Handshake.Size];
        new Handshake(HandshakeFeatures.None, swarm.Torrent.Metainfo.InfoHashes.Primary, PeerId.Create(Guid.NewGuid().ToByteArray().AsSpan(..12))).Write(hello);
        await socket.SendAsync(hello);
        return socket;
    }

    private static async Task SendAsync<TMessage>(Socket socket, TMessage message) where TMessage : struct, IPeerMessage<TMessage>
    {
        var frame = new byte[message.FrameLength];
        message.Write(frame);
        await socket.SendAsync(frame);
    }

    // True when the other side closes, whatever it says before.
    private static async Task<bool> EndsAsync(Socket socket)
    {
        using var deadline = new CancellationTokenSource(TestSwarm.Patience);
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, deadline.Token) > 0)
            {
            }

            return true;
        }
        catch (SocketException)
        {
            return true;   // reset is an end too
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
