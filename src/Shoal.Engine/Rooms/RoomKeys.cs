using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;
using Shoal.Engine.Peers;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Rooms;

/// <summary>What a room with a password needs: the proof, how often it may be tried, and whose certificates are trusted.</summary>
/// <remarks>
/// Each member makes a root of its own, in memory; the proof binds its hash, and it is told over the sealed talk. The room's swarms trust
/// exactly the roots of members who are there and proved the password.
/// </remarks>
internal sealed class RoomKeys : IDisposable
{
    private static readonly TimeSpan RootLifetime = TimeSpan.FromDays(365);

    private readonly EngineServices _services;
    private readonly RoomName _name;
    private readonly CodeSecret _password;
    private readonly SwarmRoot _root;
    private readonly MemberKey _key = new();
    private readonly Lock _lock = new();
    private readonly RoomGate _gate = new();
    private readonly Dictionary<MemberId, X509Certificate2> _trusted = [];
    private readonly long _began;

    public RoomKeys(EngineServices services, RoomName name, string password)
    {
        (_services, _name, _password, _began) = (services, name, CodeSecret.OfPassword(password), services.Time.GetTimestamp());
        var now = services.Time.GetUtcNow();
        _root = new SwarmRoot(now, now + RootLifetime);
        Tls = _key.Join(_root.Sign(_key.Public), Trusted);
    }

    /// <summary>Of all the room's swarms.</summary>
    public SwarmTls Tls { get; }

    /// <summary>Our root certificate, DER.</summary>
    public byte[] Root => _root.Bytes;

    private TimeSpan Now => _services.Time.GetElapsedTime(_began);

    /// <summary>May this address try?</summary>
    public bool Allows(IPAddress address)
    {
        lock (_lock) return _gate.Allows(address, Now);
    }

    /// <summary>Proves the password to each other; the talk is sealed then.</summary>
    /// <returns>SHA-256 of the other's root certificate.</returns>
    /// <exception cref="PeerProtocolException">It did not prove it, or may not try any more: whatever else it was, it counts as a guess.</exception>
    public async Task<ReadOnlyMemory<byte>> ProveAsync(CodeTalk talk, CancellationToken cancel)
    {
        if (!Allows(talk.Address.Address)) throw new PeerProtocolException("it tried too often");
        var isProven = false;
        try
        {
            using var scalar = CodeProof.NewScalar();
            var role = IsLower(_services.PeerId, talk.PeerId) ? CodeRole.Receiver : CodeRole.Sender;
            var handshake = CodeProof.Begin(role, _name, _password, scalar, SHA256.HashData(Root));
            if (role == CodeRole.Receiver) await talk.SendAsync(handshake.Open(), cancel).ConfigureAwait(false);
            await CodeProof.RunAsync(talk, handshake, mayGiveShare: null, cancel).ConfigureAwait(false);
            isProven = handshake.State == CodeHandshakeState.Proven;
            return isProven ? handshake.TheirIdentity : throw new PeerProtocolException("it has another password");
        }
        finally
        {
            lock (_lock)
            {
                if (isProven) _gate.Prove(talk.Address.Address, Now);
                else _gate.Strike(talk.Address.Address, Now);
            }
        }
    }

    /// <summary>A proven member told its root: false when it is not the one that it proved.</summary>
    public bool TryTrust(MemberId member, ReadOnlyMemory<byte> root, ReadOnlyMemory<byte> identity)
    {
        if (!SHA256.HashData(root.Span).AsSpan().SequenceEqual(identity.Span)) return false;
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(root.Span);
            lock (_lock) _trusted[member] = certificate;
            return true;
        }
        catch (CryptographicException)
        {
            return false;   // expected: no certificate
        }
    }

    /// <summary>It left.</summary>
    public void Distrust(MemberId member)
    {
        lock (_lock) _trusted.Remove(member);
    }

    public void Dispose()
    {
        Tls.Dispose();
        _key.Dispose();
        _root.Dispose();
    }

    private IReadOnlyList<X509Certificate2> Trusted()
    {
        lock (_lock) return [.. _trusted.Values];
    }

    private static bool IsLower(PeerId left, PeerId right)
    {
        Span<byte> a = stackalloc byte[PeerId.Size], b = stackalloc byte[PeerId.Size];
        left.CopyTo(a);
        right.CopyTo(b);
        return a.SequenceCompareTo(b) < 0;
    }
}
