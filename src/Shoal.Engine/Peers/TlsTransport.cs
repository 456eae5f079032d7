using System.Net.Security;
using System.Runtime.CompilerServices;

namespace Shoal.Engine.Peers;

/// <summary>TLS over TCP, both ends proven (see <see cref="SwarmTls"/>).</summary>
/// <param name="stream">Authenticated; owned from now on.</param>
/// <param name="wire">Under it.</param>
internal sealed class TlsTransport(SslStream stream, TlsWire wire) : PeerTransport
{
    public override ValueTask<int> WaitAsync() => stream.ReadAsync(Memory<byte>.Empty);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default) => stream.ReadAsync(buffer, cancel);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        wire.Hold();
        await stream.WriteAsync(bytes, cancel).ConfigureAwait(false);
        await wire.LetGoAsync(cancel).ConfigureAwait(false);
        return bytes.Length;
    }

    public override void Dispose() => stream.Dispose();
}
