using System.Buffers.Binary;
using Shoal.Core.Hashing;

namespace Shoal.Core.Trackers;

/// <summary>Connection ids that need no memory: a keyed hash of the client's address and the time (BEP 15; threats row 37). Pure.</summary>
/// <remarks>
/// The low byte of an id says in which window it was made, so that one hash decides. The rest is SipHash-2-4 of address and window:
/// made for exactly this, keyed and short. Whoever cannot receive at an address cannot make an id for it.
/// </remarks>
/// <param name="key0">Secret and random; drawn at start.</param>
/// <param name="key1">The other half.</param>
public sealed class UdpConnectionIds(ulong key0, ulong key1)
{
    /// <summary>An id is good for at least this long (BEP 15), and at most one window more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private const int WindowSeconds = 10;
    private const int WindowsPerLifetime = 12;
    private const ulong WindowMask = 0xFF;

    /// <param name="address">4 or 16 bytes, without the port: networks change it between two datagrams.</param>
    /// <param name="now">Monotonic time since start.</param>
    public ulong Create(ReadOnlySpan<byte> address, TimeSpan now) => Make(address, Window(now));

    /// <summary>True when this id was made for this address, not too long ago.</summary>
    public bool IsValid(ulong id, ReadOnlySpan<byte> address, TimeSpan now)
    {
        var window = Window(now);
        var age = (window - (long)(id & WindowMask)) & (long)WindowMask;
        var expected = Make(address, window - age);
        // Both halves are always computed and compared as whole numbers: the time taken tells nothing about the hash.
        return (expected == id) & (age <= WindowsPerLifetime);
    }

    private static long Window(TimeSpan now) => now.Ticks / (WindowSeconds * TimeSpan.TicksPerSecond);

    private ulong Make(ReadOnlySpan<byte> address, long window)
    {
        var first = address.Length == 16 ? BinaryPrimitives.ReadUInt64LittleEndian(address) : 0;
        var second = address.Length == 16
            ? BinaryPrimitives.ReadUInt64LittleEndian(address[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(address);
        return (HashOf(first, second, (ulong)window) & ~WindowMask) | ((ulong)window & WindowMask);
    }

    /// <summary>For the tests: the hash's authors give vectors.</summary>
    internal ulong HashOf(ulong m0, ulong m1, ulong m2) => SipHash.Of(key0, key1, m0, m1, m2);
}
