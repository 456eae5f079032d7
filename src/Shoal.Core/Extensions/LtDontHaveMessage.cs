using System.Buffers.Binary;

namespace Shoal.Core.Extensions;

/// <summary>The sender has lost this piece: the contrary of have (BEP 54).</summary>
/// <param name="Piece">Zero-based piece number, as the peer sent it.</param>
public readonly record struct LtDontHaveMessage(uint Piece)
{
    public static bool TryRead(ReadOnlySpan<byte> payload, out LtDontHaveMessage message)
    {
        var complete = payload.Length == sizeof(uint);
        message = complete ? new(BinaryPrimitives.ReadUInt32BigEndian(payload)) : default;
        return complete;
    }

    /// <summary>The payload of an extended message under the peer's number for lt_donthave.</summary>
    public byte[] ToPayload()
    {
        var payload = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(payload, Piece);
        return payload;
    }
}
