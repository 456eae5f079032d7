using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Shoal.Core.Extensions;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;
using Shoal.Engine.Network;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Tests.Rooms;

/// <summary>A member played by hand, which says whatever it likes.</summary>
internal sealed class RoomStranger : IDisposable
{
    private readonly CodeTalk _talk;

    private RoomStranger(CodeTalk talk) => _talk = talk;

    public static async Task<RoomStranger> DialAsync(RoomName room, IPEndPoint address)
    {
        var handshaker = new PeerHandshaker(PeerId.Create(RandomNumberGenerator.GetBytes(12)), TimeSpan.FromSeconds(10), TimeProvider.System);
        var dialer = new PeerDialer(new SocketFactory(), handshaker, TimeSpan.FromSeconds(10), TimeProvider.System);
        var link = await dialer.DialAsync(address, new InfoHashes(room.InfoHash, null), null, RoomHouse.Soon);
        var talk = new CodeTalk(link, () => { }, ExtensionId.ShoalRoom);
        await talk.GreetAsync(0, RoomHouse.Soon);
        return new RoomStranger(talk);
    }

    /// <summary>A connection from that address that says which room it means, and no more.</summary>
    public static async Task<Socket> DialSilentlyAsync(RoomName room, IPEndPoint address, string from)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from).MapToIPv6(), 0));
        await socket.ConnectAsync(new IPEndPoint(address.Address.MapToIPv6(), address.Port));
        var bytes = new byte[Handshake.Size];
        new Handshake(HandshakeFeatures.Extensions, room.InfoHash, PeerId.Create(RandomNumberGenerator.GetBytes(12))).Write(bytes);
        await socket.SendAsync(bytes);
        return socket;
    }

    public static RoomHello Hello(string name, int files = 0) => new()
    {
        Member = new MemberId(RandomNumberGenerator.GetBytes(MemberId.Size)),
        UserName = name,
        Token = new byte[RoomHello.TokenBytes],
        Serial = 1,
        Port = 9,
        Standing = new RoomPing(files, files, files),
    };

    public Task SayAsync(byte[] message) => _talk.SendAsync(message, RoomHouse.Soon).AsTask();

    /// <summary>The next message of this kind.</summary>
    public async Task<byte[]> HearAsync(RoomMessageKind kind)
    {
        while (true)
            if (await _talk.ReceiveAsync(RoomHouse.Soon) is [var first, ..] message && first == (byte)kind) return message;
    }

    /// <summary>Ends when the other side has had enough.</summary>
    public async Task UntilPartedAsync()
    {
        try
        {
            while (true) await _talk.ReceiveAsync(RoomHouse.Soon);
        }
        catch (Exception expected) when (expected is not OperationCanceledException && PeerDialer.IsExpected(expected))
        {
            // Expected: it closed.
        }
    }

    public void Dispose() => _talk.Dispose();
}
