using System.Net;
using System.Net.Sockets;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Peers;

/// <summary>The first 68 bytes each way (BEP 3), within a deadline.</summary>
internal sealed class PeerHandshaker(PeerId ourId, TimeSpan timeout, TimeProvider time)
{
    private const HandshakeFeatures OurFeatures = HandshakeFeatures.Fast | HandshakeFeatures.Extensions | HandshakeFeatures.V2;

    /// <summary>The dialler's side: says hello first and wants the same torrent back.</summary>
    /// <exception cref="PeerProtocolException">It answered as no peer of this torrent would.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public async Task<PeerLink> GreetAsync(Socket socket, IPEndPoint address, InfoHash torrent, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        await SendAsync(socket, torrent, either.Token).ConfigureAwait(false);
        var theirs = await ReadAsync(socket, either.Token).ConfigureAwait(false);
        if (theirs.InfoHash != torrent) throw new PeerProtocolException("it answered for another torrent");
        if (theirs.PeerId == ourId) throw new PeerProtocolException("it is this very program");
        return new PeerLink(socket, address, IsIncoming: false, theirs);
    }

    /// <summary>The listener's side: reads which torrent is meant and answers only when we have it.</summary>
    /// <exception cref="PeerProtocolException">It said nothing we serve.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public async Task<PeerLink> AnswerAsync(Socket socket, IPEndPoint address, Func<InfoHash, bool> serves, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var theirs = await ReadAsync(socket, either.Token).ConfigureAwait(false);
        if (!serves(theirs.InfoHash)) throw new PeerProtocolException("it wants a torrent that is not here");
        if (theirs.PeerId == ourId) throw new PeerProtocolException("it is this very program");
        await SendAsync(socket, theirs.InfoHash, either.Token).ConfigureAwait(false);
        return new PeerLink(socket, address, IsIncoming: true, theirs);
    }

    private async Task SendAsync(Socket socket, InfoHash torrent, CancellationToken cancel)
    {
        var bytes = new byte[Handshake.Size];
        new Handshake(OurFeatures, torrent, ourId).Write(bytes);
        await socket.SendAsync(bytes, SocketFlags.None, cancel).ConfigureAwait(false);
    }

    private static async Task<Handshake> ReadAsync(Socket socket, CancellationToken cancel)
    {
        var bytes = new byte[Handshake.Size];
        for (var filled = 0; filled < bytes.Length;)
        {
            var read = await socket.ReceiveAsync(bytes.AsMemory(filled), SocketFlags.None, cancel).ConfigureAwait(false);
            if (read == 0) throw new PeerProtocolException("it closed before its handshake was whole");
            filled += read;
        }

        return Handshake.TryRead(bytes, out var handshake) == HandshakeStatus.Complete
            ? handshake
            : throw new PeerProtocolException("it does not speak BitTorrent");
    }
}
