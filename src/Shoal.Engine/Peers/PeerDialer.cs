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

    public async Task<PeerLink> DialAsync(IPEndPoint address, InfoHashes torrent, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var socket = sockets.CreateTcp(address.AddressFamily);
        try
        {
            await socket.ConnectAsync(address, either.Token).ConfigureAwait(false);
            return await handshaker.GreetAsync(socket, address, torrent, cancel).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
