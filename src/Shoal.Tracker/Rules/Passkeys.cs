using System.Text;

namespace Shoal.Tracker;

/// <summary>The passkeys of a private tracker. Immutable. Asking allocates nothing.</summary>
internal sealed class Passkeys
{
    /// <summary>Bounds of a passkey, in characters of A-Z, a-z, 0-9, "-" and "_".</summary>
    public const int MinLength = 8;
    public const int MaxLength = 64;

    private readonly HashSet<string> _keys;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public Passkeys(IEnumerable<string> keys)
    {
        _keys = new HashSet<string>(keys, StringComparer.Ordinal);
        _lookup = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static bool IsPasskey(ReadOnlySpan<char> text) =>
        text.Length is >= MinLength and <= MaxLength && !text.ContainsAnyExcept(Allowed);

    public bool Contains(ReadOnlySpan<byte> key)
    {
        if (key.Length is < MinLength or > MaxLength) return false;
        Span<char> text = stackalloc char[MaxLength];
        return Encoding.ASCII.TryGetChars(key, text, out var length) && _lookup.Contains(text[..length]);
    }

    /// <summary>The key in a path "/KEY/announce"; empty when there is none.</summary>
    public static ReadOnlySpan<byte> InPath(ReadOnlySpan<byte> path)
    {
        if (path.Length < 2 || path[0] != (byte)'/') return default;
        var end = path[1..].IndexOf((byte)'/');
        return end < 0 ? default : path.Slice(1, end);
    }

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
