namespace Shoal.Core.PeerWire;

/// <summary>The frames that are always the same bytes (BEP 3, BEP 6).</summary>
public static class PeerFrames
{
    public static ReadOnlySpan<byte> KeepAlive => [0, 0, 0, 0];
    public static ReadOnlySpan<byte> Choke => [0, 0, 0, 1, (byte)PeerMessageId.Choke];
    public static ReadOnlySpan<byte> Unchoke => [0, 0, 0, 1, (byte)PeerMessageId.Unchoke];
    public static ReadOnlySpan<byte> Interested => [0, 0, 0, 1, (byte)PeerMessageId.Interested];
    public static ReadOnlySpan<byte> NotInterested => [0, 0, 0, 1, (byte)PeerMessageId.NotInterested];

    /// <summary>In place of a bitfield, to peers that speak BEP 6 only.</summary>
    public static ReadOnlySpan<byte> HaveAll => [0, 0, 0, 1, (byte)PeerMessageId.HaveAll];

    /// <summary>In place of a bitfield, to peers that speak BEP 6 only.</summary>
    public static ReadOnlySpan<byte> HaveNone => [0, 0, 0, 1, (byte)PeerMessageId.HaveNone];
}
