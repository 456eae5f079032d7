namespace Shoal.Core.Swarms;

/// <summary>A peer as a swarm book keeps it: an address, a port and when it last announced; no heap object.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
public interface ISwarmPeer<TSelf>
    where TSelf : unmanaged, ISwarmPeer<TSelf>
{
    /// <summary>Bytes in a compact list (BEP 23, BEP 7).</summary>
    static abstract int CompactSize { get; }

    /// <summary>Swarms with room for more peers than this have an index; below, reading through them is as fast.</summary>
    static abstract int ScanLimit { get; }

    /// <summary>The generation of its last announce, modulo 65,536.</summary>
    ushort Generation { get; }

    bool HasPort { get; }

    TSelf At(ushort generation);

    /// <summary>Same address and port: the same peer, whatever it calls itself.</summary>
    bool IsSame(in TSelf other);

    /// <summary>A number that nobody without the key can aim.</summary>
    uint KeyedHash(ulong key);

    /// <summary>Where the same peer stands; -1 when it does not.</summary>
    static abstract int Find(ReadOnlySpan<TSelf> peers, in TSelf peer);

    /// <summary>Writes <see cref="CompactSize"/> bytes a peer; there is room for all. Returns the bytes written.</summary>
    static abstract int WriteCompact(ReadOnlySpan<TSelf> peers, Span<byte> destination);
}
