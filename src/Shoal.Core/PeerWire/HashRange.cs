using System.Buffers.Binary;
using Shoal.Core.Primitives;

namespace Shoal.Core.PeerWire;

/// <summary>Names hashes of one file's Merkle tree (BEP 52): what is asked for, answered or refused.</summary>
/// <param name="PiecesRoot">Root of the file's tree, which names the file.</param>
/// <param name="BaseLayer">Layer of the first hashes; 0 is the leaves, a hash a block of 16 KiB.</param>
/// <param name="Index">First hash wanted, counted in its layer.</param>
/// <param name="Length">Hashes wanted of the base layer.</param>
/// <param name="ProofLayers">Layers above the base layer to give uncle hashes for.</param>
/*  +------------------+-----------------+------------+-------------+-------------------+
    | pieces root (256)| base layer (32) | index (32) | length (32) | proof layers (32) |
    +------------------+-----------------+------------+-------------+-------------------+  */
public readonly record struct HashRange(Sha256Hash PiecesRoot, uint BaseLayer, uint Index, uint Length, uint ProofLayers)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = Sha256Hash.Size + 16;

    /// <param name="payload">At least <see cref="Size"/> bytes are read from its start.</param>
    /// <param name="range">As the peer sent it.</param>
    internal static bool TryRead(ReadOnlySpan<byte> payload, out HashRange range)
    {
        range = default;
        if (payload.Length < Size) return false;
        var numbers = payload[Sha256Hash.Size..];
        range = new(
            new Sha256Hash(payload[..Sha256Hash.Size]),
            BinaryPrimitives.ReadUInt32BigEndian(numbers),
            BinaryPrimitives.ReadUInt32BigEndian(numbers[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(numbers[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(numbers[12..]));
        return true;
    }

    internal void Write(Span<byte> payload)
    {
        PiecesRoot.CopyTo(payload);
        var numbers = payload[Sha256Hash.Size..];
        BinaryPrimitives.WriteUInt32BigEndian(numbers, BaseLayer);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[4..], Index);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[8..], Length);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[12..], ProofLayers);
    }
}
