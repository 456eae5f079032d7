using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Shoal.Tracker;

/// <summary>Puts TLS under a connection: Kestrel's own layer for it cannot be had without its container.</summary>
internal static class TlsConnection
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    public static async Task ServeAsync(ConnectionContext connection, ServerCertificate certificate, Func<ConnectionContext, Task> next)
    {
        var plain = connection.Transport;
        var stream = new SslStream(new DuplexStream(plain.Input.AsStream(), plain.Output.AsStream()));
        await using (stream.ConfigureAwait(false))
        {
            if (!await HandshakeAsync(connection, stream, certificate).ConfigureAwait(false)) return;
            connection.Transport = new SecurePipe(PipeReader.Create(stream), PipeWriter.Create(stream));
            await next(connection).ConfigureAwait(false);
            await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
            connection.Transport = plain;
        }
    }

    private static async Task<bool> HandshakeAsync(ConnectionContext connection, SslStream stream, ServerCertificate certificate)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(HandshakeTimeout);
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Current }, patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException)
        {
            return false;   // it speaks no TLS, or not ours, or left
        }
    }

    private sealed record SecurePipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
