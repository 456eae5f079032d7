using Shoal.Core.Extensions;
using Shoal.Core.PeerWire;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Peers;

/// <summary>The extension side of one connection (BEP 10): what both ends can do, metadata and hashes asked of us.</summary>
internal sealed class PeerExtensions(PeerConnection connection, IPeerHost host)
{
    /// <summary>Requests a peer is believed to queue when it does not say.</summary>
    private const int DefaultMaxRequests = 250;

    /// <summary>Extension handshakes one peer may send.</summary>
    private const int HandshakesMax = 32;

    private RequestBudget? _hashBudget;
    private RequestBudget? _metadataBudget;
    private int _handshakes;
    private bool _saidPort;

    /// <summary>What the peer speaks, and under which numbers. Empty until its handshake came.</summary>
    public ExtensionMap Theirs { get; private set; } = ExtensionMap.Empty;

    /// <summary>What it said last; null until then.</summary>
    public ExtensionHandshake? Handshake { get; private set; }

    /// <summary>Requests it queues, in blocks.</summary>
    public int MaxRequests => Handshake?.RequestQueue ?? DefaultMaxRequests;

    /// <summary>Says our side, when the peer understands it; again to change something.</summary>
    public void Say(ExtensionHandshake ours)
    {
        if (connection.Link.Theirs.SupportsExtensions) Send((byte)ExtensionId.Handshake, ours.ToPayload());
    }

    /// <summary>Sends a ut_metadata message (BEP 9); false when the peer does not speak it.</summary>
    public bool SendMetadata(in MetadataMessage message)
    {
        if (!Theirs.Supports(ExtensionId.UtMetadata)) return false;
        Send(Theirs[ExtensionId.UtMetadata], message.ToPayload());
        return true;
    }

    /// <summary>Sends a ut_pex message (BEP 11) to a peer that speaks it.</summary>
    public void SendPex(PexMessage message)
    {
        if (Theirs.Supports(ExtensionId.UtPex)) Send(Theirs[ExtensionId.UtPex], message.ToPayload());
    }

    /// <summary>Called by the receiving half.</summary>
    public void OnExtended(byte id, ReadOnlySpan<byte> payload, List<TorrentMessage> posts)
    {
        switch ((ExtensionId)id)
        {
            case ExtensionId.Handshake: OnHandshake(payload, posts); break;
            case ExtensionId.UtMetadata: OnMetadata(payload, posts); break;
            case ExtensionId.UtPex: OnPex(payload, posts); break;
            case ExtensionId.UploadOnly when UploadOnlyMessage.TryRead(payload, out var said) && said.IsUploadOnly:
                posts.Add(TorrentInput.PeerUploadOnly(connection.Handle));
                break;
            case ExtensionId.LtDontHave when LtDontHaveMessage.TryRead(payload, out var lost):
                if (host.Content is { } content && content.Geometry.TryGetPiece(lost.Piece, out var piece))
                    posts.Add(TorrentInput.PeerLost(connection.Handle, piece));
                break;
            default: break;   // an extension we did not offer: ignored, as BEP 10 says
        }
    }

    /// <summary>It says where its DHT node is (BEP 5); once is enough.</summary>
    public void OnPort(ushort port)
    {
        if (port == 0 || _saidPort) return;
        _saidPort = true;
        host.OnDhtPort(connection, port);
    }

    /// <summary>Tells where ours is, to those that have one.</summary>
    /// <param name="port">0 says nothing.</param>
    public void TellDhtPort(int port)
    {
        if (port != 0 && connection.Link.Theirs.SupportsDht)
            connection.TryPost(PeerCommand.Frame(FrameOf(new PortMessage((ushort)port))));
    }

    public void OnHashRequest(in HashRequestMessage request, List<TorrentMessage> posts)
    {
        var range = request.Range;
        posts.Add(TorrentMessage.Do(() => GiveHashes(range)));
    }

    public void OnHashes(in HashesMessage hashes, List<TorrentMessage> posts)
    {
        var (range, copy) = (hashes.Range, hashes.Hashes.ToArray());
        posts.Add(TorrentMessage.Do(() => host.OnHashes(connection, range, copy)));
    }

    public void OnHashReject(in HashRejectMessage reject, List<TorrentMessage> posts)
    {
        var range = reject.Range;
        posts.Add(TorrentMessage.Do(() => host.OnHashesRefused(connection, range)));
    }

    private void OnHandshake(ReadOnlySpan<byte> payload, List<TorrentMessage> posts)
    {
        if (++_handshakes > HandshakesMax || !ExtensionHandshake.TryRead(payload, out var said))
            throw new PeerProtocolException("its extension handshake is malformed");
        posts.Add(TorrentMessage.Do(() => Learn(said)));
        if (said.IsUploadOnly == true) posts.Add(TorrentInput.PeerUploadOnly(connection.Handle));
    }

    // On the torrent's turn.
    private void Learn(ExtensionHandshake said)
    {
        (Handshake, Theirs) = (said, Theirs.Merge(said.Extensions));
        host.OnExtensionsKnown(connection);
    }

    private void OnMetadata(ReadOnlySpan<byte> payload, List<TorrentMessage> posts)
    {
        if (!MetadataMessage.TryRead(payload, out var message)) throw new PeerProtocolException("its metadata message is malformed");
        if (message.Kind == MetadataMessageKind.Request)
        {
            var piece = message.Piece;
            posts.Add(TorrentMessage.Do(() => GiveMetadata(piece)));
            return;
        }

        var copy = payload.ToArray();
        posts.Add(TorrentMessage.Do(() => host.OnMetadata(connection, copy)));
    }

    private void OnPex(ReadOnlySpan<byte> payload, List<TorrentMessage> posts)
    {
        if (!PexMessage.TryRead(payload, out var message)) throw new PeerProtocolException("its list of peers is malformed");
        posts.Add(TorrentMessage.Do(() => host.OnPeersTold(connection, message)));
    }

    // On the torrent's turn, since the peer's number for ut_metadata is learnt there.
    private void GiveMetadata(int piece)
    {
        var server = host.Content?.Metadata;
        _metadataBudget ??= server?.NewBudget();
        SendMetadata(server is null ? MetadataMessage.Reject(piece) : server.Answer(piece, _metadataBudget!, host.Now));
    }

    // On the torrent's turn: the trees are shared by all its connections.
    private void GiveHashes(HashRange range)
    {
        var server = host.Content?.Hashes;
        _hashBudget ??= server?.NewBudget();
        var answer = server is not null && server.TryAnswer(range, _hashBudget!, host.Now, out var hashes)
            ? FrameOf(new HashesMessage(range, hashes))
            : FrameOf(new HashRejectMessage(range));
        connection.TryPost(PeerCommand.Frame(answer));
    }

    private void Send(byte id, ReadOnlySpan<byte> payload) => connection.TryPost(PeerCommand.Frame(FrameOf(new ExtendedMessage(id, payload))));

    private static byte[] FrameOf<TMessage>(TMessage message) where TMessage : struct, IPeerMessage<TMessage>, allows ref struct
    {
        var frame = new byte[message.FrameLength];
        message.Write(frame);
        return frame;
    }
}
