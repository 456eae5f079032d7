namespace Shoal.Core.Codes;

/// <summary>Strings behind their lengths, so that no two lists of strings spell the same bytes (CPace's lv_cat; lengths are LEB128).</summary>
internal sealed class LengthPrefixed
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    public LengthPrefixed Add(ReadOnlySpan<byte> text)
    {
        for (var rest = (uint)text.Length; ; rest >>= 7)
        {
            var isLast = rest < 0x80;
            _bytes.Add((byte)(isLast ? rest : rest | 0x80));
            if (isLast) break;
        }

        _bytes.AddRange(text);
        return this;
    }

    /// <summary>Bytes that a string of this length takes.</summary>
    public static int SizeOf(int length)
    {
        var size = length + 1;
        for (var rest = length; rest >= 0x80; rest >>= 7) size++;
        return size;
    }
}
