using System.Buffers.Binary;

namespace Shoal.Core.PortMapping;

/// <summary>Proves to a gateway that a mapping is ours, so that nobody who cannot read our packets changes it (RFC 6887, section 11.2): 12 secret bytes.</summary>
public readonly record struct PcpNonce
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Size = 12;

    private readonly ulong _high;
    private readonly uint _low;

    /// <param name="bytes">12 bytes, from a cryptographic source where we make it.</param>
    public PcpNonce(ReadOnlySpan<byte> bytes) =>
        (_high, _low) = (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], _low);
    }

    /// <summary>It is a secret: it is not printed.</summary>
    public override string ToString() => "nonce";
}
