namespace Shoal.Core.Bencoding;

/// <summary>Finds one key of a small dictionary without reading the rest into anything (BEP 3). Each call scans: for many keys use the
/// reader.</summary>
public static class BencodeLookup
{
    /// <summary>The bytes of the first value with this key; false when the key is missing or the bytes before it are damaged.</summary>
    /// <param name="dictionary">A whole dictionary, as received.</param>
    public static bool TryFind(ReadOnlySpan<byte> dictionary, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        value = default;
        var reader = new BencodeReader(dictionary);
        if (!reader.TryReadDictionary()) return false;
        while (reader.ReadKey(out var found))
        {
            if (found.SequenceEqual(key)) return reader.TryReadRaw(out value);
        }

        return false;
    }

    public static bool TryFindString(ReadOnlySpan<byte> dictionary, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryFind(dictionary, key, out var raw)) return false;
        var reader = new BencodeReader(raw);
        return reader.TryReadString(out value);
    }

    public static bool TryFindInteger(ReadOnlySpan<byte> dictionary, ReadOnlySpan<byte> key, out long value)
    {
        value = 0;
        if (!TryFind(dictionary, key, out var raw)) return false;
        var reader = new BencodeReader(raw);
        return reader.TryReadInteger(out value);
    }
}
