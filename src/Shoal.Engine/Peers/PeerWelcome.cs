using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Peers;

/// <summary>What happens to a connection between its accept and its swarm: the first byte tells TLS from BitTorrent, the handshake tells the swarm.</summary>
/// <param name="handshaker">Reads and answers handshakes.</param>
/// <param name="find">The door of a name that is open; null when there is none.</param>
/// <param name="connections">Every stranger counts, from the first moment.</param>
/// <param name="timeout">For all of it (threats row 33).</param>
/// <param name="time">The deadline's clock.</param>
internal sealed class PeerWelcome(
    PeerHandshaker handshaker, Func<InfoHash, ISwarmDoor?> find, ConnectionBudget connections, TimeSpan timeout, TimeProvider time)
{
    private const byte TlsHandshakeRecord = 0x16;

    /// <summary>Never throws for what strangers do.</summary>
    public async Task ReceiveAsync(Socket socket, IPEndPoint address, CancellationToken stopping)
    {
        if (!connections.TryTake())
        {
            socket.Dispose();
            return;
        }

        PeerTransport? transport = null;
        try
        {
            using var deadline = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
            SwarmTls? inside = null;
            transport = await PeekAsync(socket, either.Token).ConfigureAwait(false) == TlsHandshakeRecord
                ? await SwarmTls.AnswerAsync(socket, name => inside = find(name)?.Tls, either.Token).ConfigureAwait(false)
                : new SocketTransport(socket);
            // A certificate of one swarm opens no other one: the swarm of the handshake is that of the TLS, or has none and came without.
            var link = await handshaker.AnswerAsync(
                transport, address, name => find(name) is { } meant && meant.Tls == inside ? meant.InfoHashes : null, either.Token).ConfigureAwait(false);
            if (find(link.Theirs.InfoHash) is not { } door) throw new PeerProtocolException("its torrent went away");
            await door.EnterAsync(link).ConfigureAwait(false);
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected))
        {
            transport?.Dispose();   // expected: strangers, scanners, peers of torrents we no longer have
            socket.Dispose();
            connections.Return();
        }
    }

    private static async ValueTask<byte> PeekAsync(Socket socket, CancellationToken cancel)
    {
        var first = new byte[1];
        return await socket.ReceiveAsync(first, SocketFlags.Peek, cancel).ConfigureAwait(false) == 1
            ? first[0] : throw new PeerProtocolException("it closed before its handshake was whole");
    }
}
