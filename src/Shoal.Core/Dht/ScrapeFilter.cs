using System.Numerics;
using System.Security.Cryptography;

namespace Shoal.Core.Dht;

/// <summary>A bloom filter of addresses, 256 bytes, by which the size of a swarm is guessed (BEP 33).</summary>
public static class ScrapeFilter
{
    public const int Size = 256;
    private const int FilterBits = Size * 8;

    /// <summary>Adds an address; its port does not count.</summary>
    public static void Add(Span<byte> filter, NodeAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(bytes[..address.WriteAddress(bytes)], hash);
        Set(filter, hash[0] | (hash[1] << 8));
        Set(filter, hash[2] | (hash[3] << 8));
    }

    /// <summary>Adds everybody of another filter; one of the wrong length holds nobody.</summary>
    public static void Merge(Span<byte> filter, ReadOnlySpan<byte> other)
    {
        if (other.Length != Size) return;
        for (var i = 0; i < Size; i++) filter[i] |= other[i];
    }

    /// <summary>About how many addresses are in a filter.</summary>
    public static double Estimate(ReadOnlySpan<byte> filter)
    {
        var zeros = 0;
        foreach (var octet in filter) zeros += 8 - BitOperations.PopCount(octet);
        // A full filter would be infinitely many: BEP 33 caps it at one bit left.
        var empty = Math.Clamp(zeros, 1, FilterBits);
        return Math.Log((double)empty / FilterBits) / (2 * Math.Log(1 - 1.0 / FilterBits));
    }

    private static void Set(Span<byte> filter, int index)
    {
        index %= FilterBits;
        filter[index / 8] |= (byte)(1 << (index % 8));
    }
}
