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

    /// <summary>The swarms it is in, with the id it has there. Touched only by its own connection.</summary>
    public Dictionary<InfoHash, PeerId> Swarms { get; } = [];

    public void Send(byte[] message) => _outlet.Writer.TryWrite(message);
    public void Close() => _outlet.Writer.TryComplete();

    public async Task SendAllAsync(WebSocket socket, CancellationToken cancel)
    {
        await foreach (var message in _outlet.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancel).ConfigureAwait(false);
    }
}
