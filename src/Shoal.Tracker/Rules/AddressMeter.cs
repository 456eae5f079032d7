using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Shoal.Tracker;

/// <summary>Counts what each address did in this minute, in a table that never grows. Any thread, without locks.</summary>
/// <remarks>
/// Two places an address; when both are taken the one that did less is forgotten, so a crowd makes it lenient and never wrong about a
/// busy one for long. Threads may lose a count to each other: limits are not accounts.
/// </remarks>
internal sealed class AddressMeter
{
    private const int Places = 1 << 16;

    private readonly Entry[] _entries = new Entry[Places];
    private readonly ulong _key = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    /// <param name="address">4 or 16 bytes.</param>
    /// <param name="now">Monotonic time.</param>
    public ref Entry Of(ReadOnlySpan<byte> address, TimeSpan now)
    {
        var network = address.Length == 16 ? BinaryPrimitives.ReadUInt64LittleEndian(address) : BinaryPrimitives.ReadUInt32LittleEndian(address);
        var high = Math.BigMul(network ^ _key, 0x9E3779B97F4A7C15, out var low);
        var hash = (high ^ low) * _key;
        var tag = (uint)hash | 1;
        var minute = (uint)(now.Ticks / TimeSpan.TicksPerMinute);
        var place = (int)(hash >> 48);
        ref var first = ref _entries[place];
        if (first.IsOf(tag, minute)) return ref first;
        ref var second = ref _entries[place ^ 1];
        if (second.IsOf(tag, minute)) return ref second;
        ref var victim = ref first.Weight(minute) <= second.Weight(minute) ? ref first : ref second;
        victim = new Entry(tag, minute);
        return ref victim;
    }

    public struct Entry(uint tag, uint minute)
    {
        public int Announces;
        public int Scrapes;
        public int Joins;
        private readonly uint _tag = tag;
        private readonly uint _minute = minute;

        public readonly bool IsOf(uint tag, uint minute) => _tag == tag && _minute == minute;
        public readonly int Weight(uint minute) => _minute == minute ? Announces + Scrapes : -1;
    }
}
