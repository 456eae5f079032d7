using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoal.Engine.Diagnostics;

namespace Shoal.Engine.Peers;

/// <summary>Accepts connections on one socket and hands each to <paramref name="welcome"/>, with a cap on those still shaking hands.</summary>
/// <param name="listener">Listening already; owned from now on.</param>
/// <param name="welcome">Shakes hands and finds the torrent; never throws.</param>
internal sealed class PeerListener(Socket listener, Func<Socket, IPEndPoint, Task> welcome, ILogger log) : IAsyncDisposable
{
    /// <summary>Connections that may be shaking hands at once; more are closed at once (threats row 33).</summary>
    public const int HandshakesMax = 256;

    private readonly SemaphoreSlim _slots = new(HandshakesMax, HandshakesMax);
    private Task _running = Task.CompletedTask;

    public IPEndPoint Address { get; } = (IPEndPoint)listener.LocalEndPoint!;

    public void Start() => _running = AcceptAsync();

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await _running.ConfigureAwait(false);
        _slots.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync().ConfigureAwait(false);
                if (_slots.Wait(0)) _ = WelcomeAsync(socket);
                else socket.Dispose();
            }
            catch (ObjectDisposedException)
            {
                return;   // expected: we are stopping
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;   // expected: the same, seen from the kernel
            }
            catch (SocketException failure)
            {
                log.AcceptFailed(failure.Message);   // out of handles, a peer gone in between: wait for better times
                await Task.Delay(100).ConfigureAwait(false);
            }
        }
    }

    private async Task WelcomeAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            await welcome(socket, (IPEndPoint)socket.RemoteEndPoint!).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            socket.Dispose();   // expected: gone before we looked at it
        }
        finally
        {
            try { _slots.Release(); }
            catch (ObjectDisposedException) { /* expected: the listener stopped meanwhile */ }
        }
    }
}
