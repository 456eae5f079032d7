using System.Net.Sockets;

namespace Shoal.Engine.Peers;

/// <summary>What carries a connection's bytes: a socket as it is, or TLS over one. One reader and one writer at a time.</summary>
internal abstract class PeerTransport : IDisposable
{
    /// <summary>Returns when there is something to read; no buffer is held meanwhile.</summary>
    public abstract ValueTask<int> WaitAsync();

    /// <summary>Reads some bytes; 0 when the peer has closed.</summary>
    /// <exception cref="IOException">The connection broke; <see cref="SocketException"/> and <see cref="ObjectDisposedException"/> mean the same.</exception>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default);

    /// <summary>Sends some bytes, all as a rule; returns how many.</summary>
    /// <exception cref="IOException">As for <see cref="ReceiveAsync"/>.</exception>
    public abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default);

    /// <summary>Closes the connection; reads and writes under way end with an exception.</summary>
    public abstract void Dispose();

    public async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        while (!bytes.IsEmpty) bytes = bytes[await SendAsync(bytes, cancel).ConfigureAwait(false)..];
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="PeerProtocolException">The peer closed before.</exception>
    public async ValueTask ReceiveExactlyAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (!buffer.IsEmpty)
        {
            var read = await ReceiveAsync(buffer, cancel).ConfigureAwait(false);
            if (read == 0) throw new PeerProtocolException("it closed in the middle of a word");
            buffer = buffer[read..];
        }
    }
}
