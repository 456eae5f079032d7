using System.Buffers.Binary;
using System.Text;

namespace Shoal.Fuzz;

/// <summary>Breeds a hostile input from honest ones. The same dice breed the same inputs.</summary>
internal sealed class Mutator(Random dice, FuzzTarget target)
{
    private static readonly long[] Numbers =
        [0, 1, -1, 2, 7, 127, 128, 255, 256, 16_383, 16_384, 16_385, 32_767, 65_535, 65_536, 1 << 20, (1 << 20) + 1,
         int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue];

    public byte[] Breed(List<byte[]> corpus)
    {
        var bytes = new List<byte>(corpus[dice.Next(corpus.Count)]);
        for (var changes = 1 << dice.Next(4); changes > 0; changes--) Change(bytes, corpus);
        if (bytes.Count > target.MaxInputBytes) bytes.RemoveRange(target.MaxInputBytes, bytes.Count - target.MaxInputBytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, List<byte[]> corpus)
    {
        var at = dice.Next(bytes.Count + 1);
        var left = bytes.Count - at;
        switch (dice.Next(11))
        {
            case 0 when left > 0: bytes[at] ^= (byte)(1 << dice.Next(8)); break;
            case 1 when left > 0: bytes[at] = (byte)dice.Next(256); break;
            case 2: bytes.Insert(at, (byte)dice.Next(256)); break;
            case 3 when left > 0: bytes.RemoveRange(at, 1 + dice.Next(Math.Min(left, 32))); break;
            case 4: bytes.RemoveRange(at, left); break;
            case 5 when left > 0: Repeat(bytes, at, left); break;
            case 6: Splice(bytes, at, corpus[dice.Next(corpus.Count)]); break;
            case 7 when left >= 4: OverwriteNumber(bytes, at, left); break;
            case 8: ReplaceDigits(bytes, at); break;
            case 9 when target.Words.Count > 0: bytes.InsertRange(at, target.Words[dice.Next(target.Words.Count)]); break;
            case 10 when left > 0: bytes[at] = (byte)"0123456789:;deli-,/\\.%&=?\0\xff"[dice.Next(27)]; break;
            default: break;
        }
    }

    private void Repeat(List<byte> bytes, int at, int left)
    {
        var run = bytes.GetRange(at, 1 + dice.Next(Math.Min(left, 64)));
        for (var times = 1 << dice.Next(10); times > 0 && bytes.Count < target.MaxInputBytes; times--) bytes.InsertRange(at, run);
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        var from = dice.Next(other.Length + 1);
        bytes.InsertRange(at, other.AsSpan(from, dice.Next(Math.Min(other.Length - from, 256) + 1)).ToArray());
    }

    private void OverwriteNumber(List<byte> bytes, int at, int left)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, Numbers[dice.Next(Numbers.Length)]);
        var size = left >= 8 && dice.Next(2) == 0 ? 8 : 4;
        for (var i = 0; i < size; i++) bytes[at + i] = number[8 - size + i];
    }

    // Text numbers: bencode's lengths and integers, query parameters.
    private void ReplaceDigits(List<byte> bytes, int at)
    {
        var start = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0) return;
        var end = bytes.FindIndex(start, b => b is < (byte)'0' or > (byte)'9');
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes($"{(dice.Next(2) == 0 ? Numbers[dice.Next(Numbers.Length)] : dice.Next(64))}"));
    }
}
