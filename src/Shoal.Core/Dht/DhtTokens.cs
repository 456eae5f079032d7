using System.Buffers.Binary;

namespace Shoal.Core.Dht;

/// <summary>Write tokens that need no memory: a keyed hash of who asked, for what, and when (BEP 5; threats row 24). Pure.</summary>
/// <remarks>
/// Whoever cannot receive at an address has no token for it, so nobody announces or stores in another's name. The port is left out:
/// networks change it between two datagrams. A token is good for the window it was made in and the next: five to ten minutes.
/// </remarks>
/// <param name="key0">Secret and random; drawn at start.</param>
/// <param name="key1">The other half.</param>
public sealed class DhtTokens(ulong key0, ulong key1)
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Size = 8;

    /// <summary>A token is good for at least this long.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Writes a token of <see cref="Size"/> bytes.</summary>
    public void Write(NodeAddress asker, NodeId target, TimeSpan now, Span<byte> destination) =>
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Make(asker, target, WindowOf(now)));

    public bool IsValid(ReadOnlySpan<byte> token, NodeAddress asker, NodeId target, TimeSpan now)
    {
        if (token.Length != Size) return false;
        var claimed = BinaryPrimitives.ReadUInt64LittleEndian(token);
        // Both are computed and compared as whole numbers: the time taken tells nothing about the hash.
        return (claimed == Make(asker, target, WindowOf(now))) | (claimed == Make(asker, target, WindowOf(now) - 1));
    }

    private static long WindowOf(TimeSpan now) => now.Ticks / Window.Ticks;

    private ulong Make(NodeAddress asker, NodeId target, long window) =>
        asker.Host.KeyedHash(key0, key1, ((ulong)target.ToInfoHash().KeyedHash(key1) << 32) ^ (ulong)window);
}
