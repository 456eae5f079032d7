using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shoal.Tracker;

/// <summary>The certificate of the HTTPS addresses, read again within a minute of its file changing, so that renewals need no restart.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly TrackerDesk _desk;
    private readonly ITimer _timer;
    private volatile X509Certificate2 _current;
    private DateTime _readAt;

    /// <exception cref="IOException">There is no certificate, or it cannot be read.</exception>
    public ServerCertificate(TrackerDesk desk)
    {
        _desk = desk;
        try
        {
            _readAt = ChangedAt();
            _current = Read();
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"The certificate cannot be read: {e.Message}", e);
        }

        _timer = desk.Time.CreateTimer(_ => Look(), null, Period, Period);
    }

    public X509Certificate2 Current => _current;

    public void Dispose()
    {
        _timer.Dispose();
        _current.Dispose();
    }

    private string File => _desk.Options.CertificateFile ?? throw new IOException("HTTPS needs a certificate.");

    private void Look()
    {
        try
        {
            var changedAt = ChangedAt();
            if (changedAt == _readAt) return;
            _current = Read();   // the one before may still be in a handshake: the collector has it
            _readAt = changedAt;
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            _desk.Log.CertificateUnreadable(e.Message);
        }
    }

    private DateTime ChangedAt() => System.IO.File.GetLastWriteTimeUtc(File);
    private X509Certificate2 Read() => X509Certificate2.CreateFromPemFile(File, _desk.Options.KeyFile);
}
