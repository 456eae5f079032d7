using System.Net;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Peers;

/// <summary>The first 68 bytes each way (BEP 3), within a deadline.</summary>
internal sealed class PeerHandshaker(PeerId ourId, TimeSpan timeout, TimeProvider time)
{
    private const HandshakeFeatures OurFeatures = HandshakeFeatures.Fast | HandshakeFeatures.Extensions;

    /// <summary>Peers are told that we have a DHT node, and then where (BEP 5).</summary>
    public bool OffersDht { get; init; }

    /// <summary>The dialler's side: says hello first and wants the same torrent back.</summary>
    /// <exception cref="PeerProtocolException">It answered as no peer of this torrent would.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public async Task<PeerLink> GreetAsync(PeerTransport transport, IPEndPoint address, InfoHashes torrent, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        await SendAsync(transport, torrent.Primary, torrent, either.Token).ConfigureAwait(false);
        var theirs = await ReadAsync(transport, either.Token).ConfigureAwait(false);
        if (!torrent.Answers(theirs.InfoHash)) throw new PeerProtocolException("it answered for another torrent");
        if (theirs.PeerId == ourId) throw new PeerProtocolException("it is this very program");
        return new PeerLink(transport, address, IsIncoming: false, theirs, theirs.InfoHash);
    }

    /// <summary>The listener's side: reads which torrent is meant and answers only when we have it.</summary>
    /// <exception cref="PeerProtocolException">It said nothing we serve.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    /// <param name="serves">All names of the torrent asked for; null when we do not share it.</param>
    public async Task<PeerLink> AnswerAsync(PeerTransport transport, IPEndPoint address, Func<InfoHash, InfoHashes?> serves, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var theirs = await ReadAsync(transport, either.Token).ConfigureAwait(false);
        if (serves(theirs.InfoHash) is not { } torrent) throw new PeerProtocolException("it wants a torrent that is not here");
        if (theirs.PeerId == ourId) throw new PeerProtocolException("it is this very program");
        var name = torrent.IsHybrid && theirs.SupportsV2 ? torrent.V2!.Value.Truncated : theirs.InfoHash;   // takes it up on v2 (BEP 52)
        await SendAsync(transport, name, torrent, either.Token).ConfigureAwait(false);
        return new PeerLink(transport, address, IsIncoming: true, theirs, name);
    }

    private async Task SendAsync(PeerTransport transport, InfoHash name, InfoHashes torrent, CancellationToken cancel)
    {
        // Only a hybrid's v1 name offers v2: libtorrent drops whoever offers it for a torrent that has none.
        var offersV2 = torrent.IsHybrid && name == torrent.V1;
        var features = OurFeatures | (OffersDht ? HandshakeFeatures.Dht : HandshakeFeatures.None) | (offersV2 ? HandshakeFeatures.V2 : HandshakeFeatures.None);
        var bytes = new byte[Handshake.Size];
        new Handshake(features, name, ourId).Write(bytes);
        await transport.SendAllAsync(bytes, cancel).ConfigureAwait(false);
    }

    private static async Task<Handshake> ReadAsync(PeerTransport transport, CancellationToken cancel)
    {
        var bytes = new byte[Handshake.Size];
        for (var filled = 0; filled < bytes.Length;)
        {
            var read = await transport.ReceiveAsync(bytes.AsMemory(filled), cancel).ConfigureAwait(false);
            if (read == 0) throw new PeerProtocolException("it closed before its handshake was whole");
            filled += read;
        }

        return Handshake.TryRead(bytes, out var handshake) == HandshakeStatus.Complete
            ? handshake
            : throw new PeerProtocolException("it does not speak BitTorrent");
    }
}
