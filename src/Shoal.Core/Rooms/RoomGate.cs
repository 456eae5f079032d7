using System.Net;

namespace Shoal.Core.Rooms;

/// <summary>How often a room's password may be guessed: by one address, and by all together. Pure.</summary>
/// <remarks>A guess is a talk that got our share and did not bring the right proof. A network of IPv6 (/64) is one address.</remarks>
public sealed class RoomGate
{
    /// <summary>Strikes of one address before it has to wait.</summary>
    public const int StrikesMax = 5;

    /// <summary>Strikes of all addresses in <see cref="Period"/> before strangers have to wait; who was proven before does not.</summary>
    public const int AllStrikesMax = 60;

    /// <summary>Addresses remembered; the oldest goes for the newest, and the limit of all stands.</summary>
    public const int AddressesMax = 1_024;

    /// <summary>How long strikes count.</summary>
    public static TimeSpan Period => TimeSpan.FromMinutes(10);

    private readonly Dictionary<IPAddress, (int Strikes, TimeSpan Since, bool IsKnown)> _addresses = [];
    private readonly Queue<IPAddress> _order = new();
    private readonly Queue<TimeSpan> _all = new();

    /// <summary>May this address try?</summary>
    public bool Allows(IPAddress address, TimeSpan now)
    {
        while (_all.TryPeek(out var oldest) && now - oldest >= Period) _all.Dequeue();
        if (!_addresses.TryGetValue(KeyOf(address), out var record)) return _all.Count < AllStrikesMax;
        if (now - record.Since < Period && record.Strikes >= StrikesMax) return false;
        return record.IsKnown || _all.Count < AllStrikesMax;
    }

    /// <summary>It was wrong.</summary>
    public void Strike(IPAddress address, TimeSpan now)
    {
        var key = KeyOf(address);
        var before = Find(key);
        _addresses[key] = now - before.Since < Period ? before with { Strikes = before.Strikes + 1 } : (1, now, before.IsKnown);
        _all.Enqueue(now);
    }

    /// <summary>It was right.</summary>
    public void Prove(IPAddress address, TimeSpan now)
    {
        var key = KeyOf(address);
        Find(key);
        _addresses[key] = (0, now, true);
    }

    private (int Strikes, TimeSpan Since, bool IsKnown) Find(IPAddress key)
    {
        if (_addresses.TryGetValue(key, out var record)) return record;
        if (_addresses.Count == AddressesMax) _addresses.Remove(_order.Dequeue());
        _order.Enqueue(key);
        return (0, TimeSpan.MinValue / 2, false);
    }

    private static IPAddress KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.Length == 4) return address;
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
