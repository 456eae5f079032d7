using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Shoal.Core.Extensions;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Engine.Tests.Sessions;

namespace Shoal.Engine.Tests.Peers;

/// <summary>A peer whose every word is the test's: it shakes hands, says its extensions, and reads what comes.</summary>
internal sealed class ScriptedPeer : IDisposable
{
    private readonly Socket _socket;
    private byte[] _received = [];

    private ScriptedPeer(Socket socket) => _socket = socket;

    /// <summary>What the other side said last in an extension handshake.</summary>
    public ExtensionHandshake? Theirs { get; private set; }

    /// <summary>Messages of ut_pex that came, in order.</summary>
    public List<PexMessage> Told { get; } = [];

    /// <summary>Dials and shakes hands.</summary>
    public static async Task<ScriptedPeer> DialAsync(IPEndPoint address, InfoHash torrent)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        var peer = new ScriptedPeer(socket);
        await peer.SendHelloAsync(torrent);
        await peer.ReadAsync(Handshake.Size);
        return peer;
    }

    /// <summary>Waits to be dialled, and shakes hands.</summary>
    public static async Task<ScriptedPeer> AcceptAsync(Socket listener, InfoHash torrent)
    {
        using var patience = new CancellationTokenSource(TestSwarm.Patience);
        var peer = new ScriptedPeer(await listener.AcceptAsync(patience.Token));
        await peer.ReadAsync(Handshake.Size);
        await peer.SendHelloAsync(torrent);
        return peer;
    }

    public static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    /// <summary>Sends an extension message under the number we gave it in <see cref="ExtensionMap.Of(ReadOnlySpan{ExtensionId})"/>.</summary>
    public async Task SayAsync(ExtensionId id, byte[] payload)
    {
        var message = new ExtendedMessage((byte)id, payload);
        var frame = new byte[message.FrameLength];
        message.Write(frame);
        await _socket.SendAsync(frame);
    }

    /// <summary>Reads until the condition holds; false when the other side closes first.</summary>
    public async Task<bool> ReadUntilAsync(Func<bool> isEnough)
    {
        while (!isEnough())
            if (!await ReadFrameAsync()) return false;
        return true;
    }

    public Task<bool> ReadToEndAsync() => ReadUntilAsync(() => false);

    public void Dispose() => _socket.Dispose();

    private async Task SendHelloAsync(InfoHash torrent)
    {
        var hello = new byte[Handshake.Size];
        new Handshake(HandshakeFeatures.Extensions | HandshakeFeatures.Fast, torrent, PeerId.Create(RandomNumberGenerator.GetBytes(12))).Write(hello);
        await _socket.SendAsync(hello);
    }

    private async Task<bool> ReadFrameAsync()
    {
        if (!await ReadAsync(PeerFrame.PrefixSize, keeps: true)) return false;
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(_received);
        if (!await ReadAsync(PeerFrame.PrefixSize + length, keeps: true)) return false;
        Understand(_received.AsSpan(PeerFrame.PrefixSize, length));
        _received = _received[(PeerFrame.PrefixSize + length)..];
        return true;
    }

    private void Understand(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body[0] != (byte)PeerMessageId.Extended || !ExtendedMessage.TryRead(body[1..], out var message)) return;
        if (message.ExtensionId == 0 && ExtensionHandshake.TryRead(message.Payload, out var theirs)) Theirs = theirs;
        if (message.ExtensionId == (byte)ExtensionId.UtPex && PexMessage.TryRead(message.Payload, out var told)) Told.Add(told);
        if (message.ExtensionId == (byte)ExtensionId.UtMetadata && MetadataMessage.TryRead(message.Payload, out var asked)) Asked.Add((asked.Kind, asked.Piece));
    }

    /// <summary>Messages of ut_metadata that came.</summary>
    public List<(MetadataMessageKind Kind, int Piece)> Asked { get; } = [];

    private async Task<bool> ReadAsync(int bytes, bool keeps = false)
    {
        using var patience = new CancellationTokenSource(TestSwarm.Patience);
        var buffer = new byte[4096];
        while (_received.Length < bytes)
        {
            int read;
            try
            {
                read = await _socket.ReceiveAsync(buffer.AsMemory(0, Math.Min(buffer.Length, bytes - _received.Length)), SocketFlags.None, patience.Token);
            }
            catch (SocketException)
            {
                return false;   // reset is an end too
            }

            if (read == 0) return false;
            _received = [.. _received, .. buffer.AsSpan(0, read)];
        }

        if (!keeps) _received = _received[bytes..];
        return true;
    }
}
