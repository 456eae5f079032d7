using System.Numerics;

namespace Shoal.Core.Pieces;

/// <summary>A set of pieces, kept as the bitfield message has it: the high bit of byte 0 is piece 0 (BEP 3).</summary>
public sealed class PieceSet
{
    private readonly byte[] _bits;

    public PieceSet(int pieceCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pieceCount);
        (PieceCount, _bits) = (pieceCount, new byte[ByteLength(pieceCount)]);
    }

    private PieceSet(int pieceCount, byte[] bits, int count) => (PieceCount, _bits, Count) = (pieceCount, bits, count);

    /// <summary>How many pieces there could be.</summary>
    public int PieceCount { get; }

    /// <summary>How many are in the set.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;
    public bool IsFull => Count == PieceCount;

    /// <summary>The payload of a bitfield message.</summary>
    public ReadOnlySpan<byte> Bytes => _bits;

    public static int ByteLength(int pieceCount) => (pieceCount + 7) / 8;

    /// <summary>Reads a bitfield's payload; false when its length is wrong or a spare bit is set (BEP 3).</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, int pieceCount, out PieceSet set)
    {
        set = null!;
        if (payload.Length != ByteLength(pieceCount)) return false;
        var spare = payload.Length * 8 - pieceCount;
        if (spare > 0 && (payload[^1] & ((1 << spare) - 1)) != 0) return false;
        var count = 0;
        foreach (var b in payload) count += BitOperations.PopCount(b);
        set = new PieceSet(pieceCount, payload.ToArray(), count);
        return true;
    }

    public static PieceSet Full(int pieceCount)
    {
        var set = new PieceSet(pieceCount);
        set.AddAll();
        return set;
    }

    public bool Contains(int piece) => (_bits[piece >> 3] & (0x80 >> (piece & 7))) != 0;
    public bool Contains(PieceIndex piece) => Contains(piece.Value);

    /// <summary>True when the piece was not there before.</summary>
    public bool Add(PieceIndex piece)
    {
        if (Contains(piece)) return false;
        _bits[piece.Value >> 3] |= (byte)(0x80 >> (piece.Value & 7));
        Count++;
        return true;
    }

    /// <summary>True when the piece was there.</summary>
    public bool Remove(PieceIndex piece)
    {
        if (!Contains(piece)) return false;
        _bits[piece.Value >> 3] &= (byte)~(0x80 >> (piece.Value & 7));
        Count--;
        return true;
    }

    public void AddAll()
    {
        Array.Fill(_bits, (byte)0xff);
        var spare = _bits.Length * 8 - PieceCount;
        if (spare > 0) _bits[^1] = (byte)(0xff << spare);
        Count = PieceCount;
    }

    public void Clear()
    {
        Array.Clear(_bits);
        Count = 0;
    }

    public PieceSet Copy() => new(PieceCount, [.. _bits], Count);
}
