using System.Buffers.Binary;
using System.Net;
using System.Numerics;

namespace Shoal.Core.PeerWire;

/// <summary>Which connections to keep when there are too many, agreed on by both ends without a word (BEP 40).</summary>
public static class PeerPriority
{
    private const int MaxAddressSize = 16;

    /// <summary>Higher is to be kept. The same for (a, b) and (b, a).</summary>
    /// <param name="a">One end.</param>
    /// <param name="b">The other; of the same family, an IPv4 address mapped into IPv6 counts as IPv4.</param>
    /// <returns>0 when the families differ: such ends cannot be connected.</returns>
    public static uint Compute(IPEndPoint a, IPEndPoint b)
    {
        Span<byte> pair = stackalloc byte[2 * MaxAddressSize];
        var size = WriteAddress(a.Address, pair);
        var second = pair[size..];
        if (WriteAddress(b.Address, second) != size) return 0;
        var first = pair[..size];
        second = second[..size];

        var different = first.CommonPrefixLength(second);
        if (different == size) return OfPorts(a.Port, b.Port);
        var unmasked = size == 4 ? Math.Max(different + 1, 2) : Math.Max(different + 2, 6);
        for (var i = unmasked; i < size; i++)
        {
            first[i] &= 0x55;
            second[i] &= 0x55;
        }

        if (first.SequenceCompareTo(second) > 0)
            for (var i = 0; i < size; i++) (first[i], second[i]) = (second[i], first[i]);
        return Crc32C(pair[..(2 * size)]);
    }

    private static int WriteAddress(IPAddress address, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[MaxAddressSize];
        if (!address.TryWriteBytes(bytes, out var size)) return 0;
        var used = address.IsIPv4MappedToIPv6 ? bytes[12..16] : bytes[..size];
        used.CopyTo(destination);
        return used.Length;
    }

    private static uint OfPorts(int a, int b)
    {
        Span<byte> ports = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(ports, (ushort)Math.Min(a, b));
        BinaryPrimitives.WriteUInt16BigEndian(ports[2..], (ushort)Math.Max(a, b));
        return Crc32C(ports);
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
