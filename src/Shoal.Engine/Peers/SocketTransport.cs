using System.Net.Sockets;

namespace Shoal.Engine.Peers;

/// <summary>Bytes as they are, over TCP.</summary>
/// <param name="socket">Connected; owned from now on.</param>
internal sealed class SocketTransport(Socket socket) : PeerTransport
{
    public override ValueTask<int> WaitAsync() => socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, default);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancel);

    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default) =>
        socket.SendAsync(bytes, SocketFlags.None, cancel);

    public override void Dispose() => socket.Dispose();
}
