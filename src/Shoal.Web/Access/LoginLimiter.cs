using System.Net;
using System.Net.Sockets;

namespace Shoal.Web.Access;

/// <summary>Stops guessing: after some wrong tries an address waits (threats row 36). Pure; its owner holds a lock.</summary>
internal sealed class LoginLimiter
{
    /// <summary>Wrong tries an address has in <see cref="Period"/>.</summary>
    public const int MaxFailures = 5;

    /// <summary>How long a wrong try counts.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>Most addresses remembered; over it the one whose last try is oldest is forgotten.</summary>
    public const int MaxAddresses = 10_000;

    private readonly Dictionary<IPAddress, (int Failures, TimeSpan Last)> _guessers = [];

    /// <summary>May this address try? If not, until when not.</summary>
    public bool Allows(IPAddress address, TimeSpan now, out TimeSpan retryAt)
    {
        retryAt = default;
        if (!_guessers.TryGetValue(Neighbourhood(address), out var known)) return true;
        retryAt = known.Last + Period;
        return known.Failures < MaxFailures || retryAt <= now;
    }

    public void Failed(IPAddress address, TimeSpan now)
    {
        var who = Neighbourhood(address);
        var failures = _guessers.TryGetValue(who, out var known) && known.Last + Period > now ? known.Failures : 0;
        if (failures == 0 && _guessers.Count >= MaxAddresses) _guessers.Remove(_guessers.MinBy(entry => entry.Value.Last).Key);
        _guessers[who] = (failures + 1, now);
    }

    public void Succeeded(IPAddress address) => _guessers.Remove(Neighbourhood(address));

    // One household has 2^64 addresses of IPv6, and one attacker too.
    private static IPAddress Neighbourhood(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
