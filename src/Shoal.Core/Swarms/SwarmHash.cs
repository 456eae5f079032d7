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
}
