using System.Buffers.Binary;
using System.Net;

namespace Shoal.Tracker;

/// <summary>Addresses and networks ("192.0.2.7", "2001:db8::/32"). Immutable; asked by binary search.</summary>
internal sealed class AddressSet
{
    public static readonly AddressSet Empty = new([]);

    // Ranges that do not overlap, by their first address; IPv4 as IPv6 has it.
    private readonly UInt128[] _firsts;
    private readonly UInt128[] _lasts;

    public AddressSet(IEnumerable<IPNetwork> networks)
    {
        var ranges = new List<(UInt128 First, UInt128 Last)>();
        foreach (var (first, last) in networks.Select(RangeOf).Order())
        {
            if (ranges.Count > 0 && first <= ranges[^1].Last) ranges[^1] = (ranges[^1].First, UInt128.Max(ranges[^1].Last, last));
            else ranges.Add((first, last));
        }

        _firsts = [.. ranges.Select(r => r.First)];
        _lasts = [.. ranges.Select(r => r.Last)];
    }

    public bool IsEmpty => _firsts.Length == 0;

    /// <param name="address">4 or 16 bytes.</param>
    public bool Contains(ReadOnlySpan<byte> address)
    {
        if (_firsts.Length == 0) return false;
        var number = Number(address);
        var at = Array.BinarySearch(_firsts, number);
        if (at < 0) at = ~at - 1;
        return at >= 0 && number <= _lasts[at];
    }

    /// <summary>Reads an address or a network.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network)) return true;
        if (!IPAddress.TryParse(text, out var address)) return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    private static (UInt128 First, UInt128 Last) RangeOf(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        var first = Number(bytes);
        var free = (bytes.Length * 8) - network.PrefixLength;
        return (first, free == 128 ? UInt128.MaxValue : first + ((UInt128.One << free) - 1));
    }

    private static UInt128 Number(ReadOnlySpan<byte> address) => address.Length == 16
        ? BinaryPrimitives.ReadUInt128BigEndian(address)
        : new UInt128(0, 0x0000_FFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(address));
}
