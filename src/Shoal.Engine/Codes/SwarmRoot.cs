using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shoal.Engine.Codes;

/// <summary>The authority of one code's swarm: a root certificate made in memory, whose key dies with the sender.</summary>
/// <remarks>It is made when it is first needed: the code is on the screen before.</remarks>
internal sealed class SwarmRoot : IDisposable
{
    /// <summary>Clocks of two machines may differ by this much.</summary>
    private static readonly TimeSpan Backdated = TimeSpan.FromDays(1);

    private const int SerialBytes = 12;

    private readonly Lazy<ECDsa> _key = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly Lazy<X509Certificate2> _certificate;
    private readonly DateTimeOffset _notBefore, _notAfter;

    /// <param name="now">The sender's clock.</param>
    /// <param name="notAfter">When all certificates end: the code's expiry.</param>
    public SwarmRoot(DateTimeOffset now, DateTimeOffset notAfter)
    {
        (_notBefore, _notAfter) = (now - Backdated, notAfter);
        _certificate = new Lazy<X509Certificate2>(Make);
    }

    /// <summary>DER.</summary>
    public byte[] Bytes => _certificate.Value.RawData;

    /// <summary>As it stands in the torrent's info dictionary.</summary>
    public string Pem => _certificate.Value.ExportCertificatePem();

    /// <summary>A certificate for who has this public key, DER.</summary>
    /// <param name="publicKey">A point of P-256, 65 bytes, checked.</param>
    public byte[] Sign(ReadOnlySpan<byte> publicKey)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[1..33].ToArray(), Y = publicKey[33..65].ToArray() },
        });
        // "*" is every swarm's name, as libtorrent has it; which swarm is told by the root.
        var request = new CertificateRequest("CN=*", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("*");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate.Value, true, false));
        using var signed = request.Create(_certificate.Value, _notBefore, _notAfter, RandomNumberGenerator.GetBytes(SerialBytes));
        return signed.RawData;
    }

    public void Dispose()
    {
        if (_certificate.IsValueCreated) _certificate.Value.Dispose();
        if (_key.IsValueCreated) _key.Value.Dispose();
    }

    private X509Certificate2 Make()
    {
        var request = new CertificateRequest("CN=shoal", _key.Value, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(_notBefore, _notAfter);
    }
}
