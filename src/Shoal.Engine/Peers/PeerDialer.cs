using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Engine.Network;

namespace Shoal.Engine.Peers;

/// <summary>Connects to a peer and shakes hands, within the handshake's deadline.</summary>
internal sealed class PeerDialer(SocketFactory sockets, PeerHandshaker handshaker, TimeSpan timeout, TimeProvider time)
{
    /// <summary>True for what a dial may fail with on any day.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is SocketException or OperationCanceledException or PeerProtocolException or IOException or ObjectDisposedException;

    /// <param name="address">Where the peer listens.</param>
    /// <param name="torrent">The swarm meant.</param>
    /// <param name="tls">The swarm's TLS; null for a plain one.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public async Task<PeerLink> DialAsync(IPEndPoint address, InfoHashes torrent, SwarmTls? tls, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var socket = sockets.CreateTcp(address.AddressFamily);
        try
        {
            await socket.ConnectAsync(address, either.Token).ConfigureAwait(false);
            var transport = tls is null
                ? new SocketTransport(socket)
                : await tls.DialAsync(socket, torrent.Primary, either.Token).ConfigureAwait(false);
            return await handshaker.GreetAsync(transport, address, torrent, cancel).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
