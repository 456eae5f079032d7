using System.Buffers.Binary;
using System.Numerics;
using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Questions about two sets of pieces at once, 64 pieces a step.</summary>
internal static class PieceBits
{
    /// <summary>How many pieces are in both.</summary>
    public static int CountCommon(PieceSet a, PieceSet b)
    {
        var count = 0;
        for (var at = 0; at < a.Bytes.Length; at += sizeof(ulong)) count += BitOperations.PopCount(Word(a, at) & Word(b, at));
        return count;
    }

    /// <summary>The lowest piece in both that is not below <paramref name="from"/>; -1 when there is none.</summary>
    public static int FirstCommon(PieceSet a, PieceSet b, int from)
    {
        var mask = ulong.MaxValue >> (from & 63);
        for (var at = from / 64 * sizeof(ulong); at < a.Bytes.Length; at += sizeof(ulong), mask = ulong.MaxValue)
        {
            var common = Word(a, at) & Word(b, at) & mask;
            if (common != 0) return at * 8 + BitOperations.LeadingZeroCount(common);
        }

        return -1;
    }

    private static ulong Word(PieceSet set, int at)
    {
        var bytes = set.Bytes[at..];
        if (bytes.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var word = 0UL;
        for (var i = 0; i < bytes.Length; i++) word |= (ulong)bytes[i] << (56 - 8 * i);
        return word;
    }
}
