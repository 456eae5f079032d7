using System.Buffers.Binary;
using Shoal.Core.Primitives;

namespace Shoal.Core.Swarms;

/// <summary>Fast keyed mixing for the tables of a swarm book: strangers choose what goes in, so they must not be able to aim.</summary>
internal static class SwarmHash
{
    public static uint Mix(ulong value, ulong key)
    {
        var high = Math.BigMul(value ^ key, key | 1, out var low);
        high = Math.BigMul(high ^ low ^ 0x9E3779B97F4A7C15, (key >> 32) | (key << 32) | 1, out low);
        return (uint)((high ^ low) >> 16);
    }

    public static uint Of(in InfoHash hash, ulong key)
    {
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        hash.CopyTo(bytes);
        var first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var second = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var third = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        var high = Math.BigMul(first ^ key, second ^ ~key, out var low);
        return Mix(high ^ low ^ third, key);
    }
}
