using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Codes;

/// <summary>The key of one member of a code's swarm, made for this code alone.</summary>
internal sealed class MemberKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public MemberKey()
    {
        var q = _key.ExportParameters(includePrivateParameters: false).Q;
        Public = [4, .. q.X!, .. q.Y!];
    }

    /// <summary>The public key as a point, 65 bytes.</summary>
    public byte[] Public { get; }

    /// <summary>What the PAKE binds.</summary>
    public byte[] Hash => SHA256.HashData(Public);

    /// <summary>The way into a room's swarms, where each member trusts all the others' roots.</summary>
    /// <param name="leaf">DER, signed by our own root.</param>
    /// <param name="roots">Those trusted now.</param>
    public SwarmTls Join(ReadOnlySpan<byte> leaf, Func<IReadOnlyList<X509Certificate2>> roots) => new(roots, WithKey(leaf), clock: null);

    /// <summary>The way into the swarm, with a certificate signed for this key.</summary>
    /// <param name="root">DER.</param>
    /// <param name="leaf">DER.</param>
    /// <param name="clock">What certificates are judged by: the sender's, as near as we know it.</param>
    /// <exception cref="CryptographicException">One of them is no certificate, or not for this key.</exception>
    /// <exception cref="ArgumentException">The same.</exception>
    public SwarmTls Join(ReadOnlySpan<byte> root, ReadOnlySpan<byte> leaf, Func<DateTimeOffset> clock)
        => new(X509CertificateLoader.LoadCertificate(root), WithKey(leaf), clock);

    private X509Certificate2 WithKey(ReadOnlySpan<byte> leaf)
    {
        using var bare = X509CertificateLoader.LoadCertificate(leaf);
        using var keyed = bare.CopyWithPrivateKey(_key);
        // Windows cannot use a key in memory for TLS; through PKCS #12 it gets one it can.
        return OperatingSystem.IsWindows()
            ? X509CertificateLoader.LoadPkcs12(keyed.Export(X509ContentType.Pkcs12), null)
            : new X509Certificate2(keyed);
    }

    public void Dispose() => _key.Dispose();
}
