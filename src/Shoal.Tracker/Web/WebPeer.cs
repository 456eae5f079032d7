using System.Net.WebSockets;
using System.Threading.Channels;
using Shoal.Core.Primitives;

namespace Shoal.Tracker;

/// <summary>A browser's WebSocket: what it is in, and what waits to be sent to it. Who reads too slowly loses messages, and nobody waits.</summary>
internal sealed class WebPeer(byte[] address)
{
    private const int QueueMax = 64;

    private readonly Channel<byte[]> _outlet = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(QueueMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public byte[] Address => address;

    /// <summary>The swarms it is in, each with an id; clients of one page share a WebSocket, so it may be in a swarm twice. Touched only by its own connection.</summary>
    public HashSet<(InfoHash Swarm, PeerId Id)> Places { get; } = [];

    public void Send(byte[] message) => _outlet.Writer.TryWrite(message);
    public void Close() => _outlet.Writer.TryComplete();

    public async Task SendAllAsync(WebSocket socket, CancellationToken cancel)
    {
        await foreach (var message in _outlet.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancel).ConfigureAwait(false);
    }
}
