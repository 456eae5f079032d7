using System.Buffers;
using System.Text;

namespace Shoal.Core.Primitives;

/// <summary>The one function that turns names from strangers into relative paths (threats rows 10 to 14): torrents, metadata of peers,
/// catalogs.</summary>
/// <remarks>
/// The strictest rule of all systems holds on every system, so that a folder can be copied anywhere: no separators, no "..", no
/// control, direction or invisible characters, no name that Windows keeps for a device, nothing that ends in a dot or space.
/// </remarks>
public static class SafePath
{
    /// <summary>Longest element, in bytes of UTF-8: what file systems take.</summary>
    public const int MaxElementBytes = 255;

    /// <summary>Most elements of a path (threats row 20).</summary>
    public const int MaxElements = 100;

    /// <summary>Longest path, in UTF-16 units: no system opens longer ones, and a million of them must fit in memory.</summary>
    public const int MaxPathLength = 2_048;

    // A longer element is cut here, after a whole character, and keeps its extension: 243 + 8 leaves room to tell doubles apart (".500").
    private const int CutBytes = 240;
    private const int MaxExtensionBytes = 8;

    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%&'()+,-.;=@[]^_`{}~"u8);

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("?<>\"|*:");

    /// <summary>Appends one element, made safe, and a '/' before it where the path has one already.</summary>
    /// <param name="path">Grows; left alone when the answer is false.</param>
    /// <param name="element">A name as received, meant to be UTF-8.</param>
    /// <param name="keepEmpty">An element of which nothing is left becomes "_"; otherwise it is dropped.</param>
    /// <returns>Whether there is such an element now.</returns>
    public static bool Append(StringBuilder path, ReadOnlySpan<byte> element, bool keepEmpty)
    {
        if (IsPlain(element))
        {
            Span<char> text = stackalloc char[CutBytes];
            text = text[..Encoding.ASCII.GetChars(element, text)];
            if (!IsReserved(text))
            {
                if (path.Length > 0) path.Append('/');
                path.Append(text);
                return true;
            }
        }

        var safe = element.IsEmpty ? "_" : Clean(element);
        if (safe.Length == 0 && !keepEmpty) return false;
        if (path.Length > 0) path.Append('/');
        path.Append(safe.Length == 0 ? "_" : safe);
        return true;
    }

    /// <summary>One element made safe; empty when nothing is left of it (".", "..", "...").</summary>
    public static string Element(ReadOnlySpan<byte> element)
    {
        var path = new StringBuilder();
        Append(path, element, keepEmpty: false);
        return path.ToString();
    }

    /// <summary>True when a relative path with '/' between its elements could have come out of here: for what was written down
    /// before.</summary>
    public static bool IsSafe(string path)
    {
        if (path.Length is 0 or > MaxPathLength) return false;
        var elements = 0;
        foreach (var range in path.AsSpan().Split('/'))
        {
            var element = path.AsSpan()[range];
            if (++elements > MaxElements + 1 || element.IsEmpty || element[^1] is '.' or ' ') return false;
            if (Encoding.UTF8.GetByteCount(element) > MaxElementBytes || IsReserved(element)) return false;
            foreach (var rune in element.EnumerateRunes())
            {
                if (IsDropped(rune.Value) || IsReplaced(rune.Value)) return false;
            }
        }

        return true;
    }

    private static bool IsPlain(ReadOnlySpan<byte> element) =>
        element.Length is > 0 and < CutBytes
        && element[^1] is not ((byte)'.' or (byte)' ')
        && element.IndexOfAnyExcept(PlainBytes) < 0;

    private static string Clean(ReadOnlySpan<byte> element)
    {
        var text = Decode(element).TrimEnd([' ', '.']);
        text = Cut(Rename(text));
        return Rename(text.TrimEnd([' ', '.']));
    }

    private static string Decode(ReadOnlySpan<byte> element)
    {
        var text = new StringBuilder(Math.Min(element.Length, 1_024));
        while (!element.IsEmpty)
        {
            var isValid = Rune.DecodeFromUtf8(element, out var rune, out var length) == OperationStatus.Done;
            if (!isValid)
            {
                // One underscore for a damaged character, however many bytes it was meant to have.
                for (length = 1; length < element.Length && (element[length] & 0xc0) == 0x80;) length++;
                text.Append('_');
            }
            else if (IsReplaced(rune.Value)) text.Append('_');
            else if (!IsDropped(rune.Value)) text.Append(rune.ToString());
            element = element[length..];
        }

        return text.ToString();
    }

    // Separators; then what is invisible or turns the direction of writing, so that "exe" can look like "avi".
    private static bool IsDropped(int c) => c is '/' or '\\'
        or 0x061c or (>= 0x200b and <= 0x200f) or (>= 0x202a and <= 0x202e)
        or (>= 0x2060 and <= 0x2064) or (>= 0x2066 and <= 0x2069) or 0xfeff;

    // C0, DEL and C1 controls, the separators of lines and paragraphs, the mark of a damaged character, what Windows forbids.
    private static bool IsReplaced(int c) => c is < 0x20 or (>= 0x7f and <= 0x9f) or 0x2028 or 0x2029 or 0xfffd
        || (c < 0x7f && Forbidden.Contains((char)c));

    private static string Cut(string text)
    {
        if (text.Length < CutBytes && Encoding.UTF8.GetByteCount(text) < CutBytes) return text;
        var (bytes, end) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes >= CutBytes) break;
            bytes += rune.Utf8SequenceLength;
            end += rune.Utf16SequenceLength;
        }

        if (end == text.Length) return text;
        var dot = text.LastIndexOf('.');
        if (dot <= 0 || Encoding.UTF8.GetByteCount(text.AsSpan(dot)) > MaxExtensionBytes) return text[..end];
        return dot < end ? text : string.Concat(text.AsSpan(0, end), text.AsSpan(dot));
    }

    private static string Rename(string text) => IsReserved(text) ? "_" + text : text;

    // Windows looks only at what stands before the first dot, and not at spaces after it: "con .tar.gz" is the console.
    private static bool IsReserved(ReadOnlySpan<char> element)
    {
        if (element.IsEmpty) return false;
        if ((element[0] | 0x20) is not ('c' or 'p' or 'a' or 'n' or 'l')) return false;
        var dot = element.IndexOf('.');
        var name = (dot < 0 ? element : element[..dot]).TrimEnd(' ');
        if (name.Length is < 3 or > 7) return false;
        Span<char> upper = stackalloc char[7];
        name.ToUpperInvariant(upper);
        return upper[..name.Length] switch
        {
            "CON" or "PRN" or "AUX" or "NUL" or "CLOCK$" or "CONIN$" or "CONOUT$" => true,
            ['C', 'O', 'M', var digit] => IsPortDigit(digit),
            ['L', 'P', 'T', var digit] => IsPortDigit(digit),
            _ => false,
        };
    }

    private static bool IsPortDigit(char c) => char.IsAsciiDigit(c) || c is '¹' or '²' or '³';
}
