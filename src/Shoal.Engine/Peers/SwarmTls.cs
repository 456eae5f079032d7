using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Peers;

/// <summary>Who may join a swarm inside TLS: whoever shows a certificate signed by its root. As libtorrent's "SSL torrents" have it.</summary>
/// <remarks>
/// Each side shows its certificate. The server name is the info-hash in hex: it tells a listener which swarm is meant, and it is
/// never what a certificate is called, so a mismatch of names alone is no fault; the chain, its dates and its uses are.
/// </remarks>
/// <param name="roots">Root certificates that may have signed: a swarm's one, or each of a room's members has its own. Asked at each handshake, from any thread.</param>
/// <param name="own">Ours, with its key.</param>
/// <param name="clock">What dates of certificates are compared with; null does not look at dates, where roots are trusted for as long as their owners are there.</param>
internal sealed class SwarmTls(Func<IReadOnlyList<X509Certificate2>> roots, X509Certificate2 own, Func<DateTimeOffset>? clock) : IDisposable
{
    private const string ClientUse = "1.3.6.1.5.5.7.3.2", ServerUse = "1.3.6.1.5.5.7.3.1";

    // 1.2 for macOS and older Windows, whose TLS stacks .NET uses there.
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly SslStreamCertificateContext _context = SslStreamCertificateContext.Create(own, null, offline: true);
    private readonly X509Certificate2? _root;

    /// <param name="root">The swarm's one; disposed with it.</param>
    public SwarmTls(X509Certificate2 root, X509Certificate2 own, Func<DateTimeOffset> clock)
        : this(() => [root], own, clock) => _root = root;

    /// <summary>The dialler's side. The socket is closed when it fails.</summary>
    /// <exception cref="AuthenticationException">The other side has no certificate of this swarm, or does not take ours.</exception>
    public Task<PeerTransport> DialAsync(Socket socket, InfoHash name, CancellationToken cancel)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name.ToString(),
            EnabledSslProtocols = Versions,
            ClientCertificateContext = _context,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOfSwarm(certificate, ServerUse),
            // A session resumed would be one whose certificate nobody looked at again.
            AllowTlsResume = false,
        };
        return ShakeAsync(socket, stream => stream.AuthenticateAsClientAsync(options, cancel));
    }

    /// <summary>The listener's side: which swarm is meant is asked once the first words are here. The socket is closed when it fails.</summary>
    /// <param name="find">The swarm's TLS by name; null when there is none of that name here.</param>
    public static Task<PeerTransport> AnswerAsync(Socket socket, Func<InfoHash, SwarmTls?> find, CancellationToken cancel) =>
        ShakeAsync(socket, stream => stream.AuthenticateAsServerAsync(
            (_, hello, _, _) => InfoHash.TryParseHex(hello.ServerName, out var name) && find(name) is { } tls
                ? ValueTask.FromResult(tls.ServerOptions())
                : throw new AuthenticationException("it wants a swarm that is not here"),
            null, cancel));

    public void Dispose()
    {
        own.Dispose();
        _root?.Dispose();
    }

    private SslServerAuthenticationOptions ServerOptions() => new()
    {
        EnabledSslProtocols = Versions,
        ServerCertificateContext = _context,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOfSwarm(certificate, ClientUse),
        AllowTlsResume = false,
    };

    // The platform's own verdict is about the world's roots and names; ours is about this swarm's root alone.
    private bool IsOfSwarm(X509Certificate? certificate, string use)
    {
        if (certificate is not X509Certificate2 shown) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = clock?.Invoke().LocalDateTime ?? DateTime.Now,
            VerificationFlags = clock is null ? X509VerificationFlags.IgnoreNotTimeValid : X509VerificationFlags.NoFlag,
        };
        foreach (var root in roots()) chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use));
        try
        {
            return chain.Build(shown) && chain.ChainElements.Count == 2;
        }
        catch (CryptographicException)
        {
            return false;   // expected: what was shown is no certificate that can be judged
        }
        finally
        {
            foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        }
    }

    private static async Task<PeerTransport> ShakeAsync(Socket socket, Func<SslStream, Task> shake)
    {
        var wire = new TlsWire(socket);
        var stream = new SslStream(wire, leaveInnerStreamOpen: false);
        try
        {
            await shake(stream).ConfigureAwait(false);
            return new TlsTransport(stream, wire);
        }
        catch (Exception failure)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (failure is AuthenticationException) throw new PeerProtocolException($"it is not of the swarm: {failure.Message}");
            throw;
        }
    }
}
