namespace Shoal.Core.Bencoding;

/// <summary>Whole values: what a reader of messages needs. A value of the wrong kind is skipped, as BEP 10 wants unknown things to
/// be.</summary>
/// <example><code>
/// if (!reader.TryReadDictionary()) return false;
/// while (reader.ReadKey(out var key))
/// {
///     if (key.SequenceEqual("p"u8) &amp;&amp; reader.TryReadInteger(out var port)) ...
///     else if (key.SequenceEqual("added"u8) ...
/// }                                    // what nobody asked for is skipped by the next ReadKey or NextItem
/// return reader.Error == BencodeError.None;
/// </code></example>
public ref partial struct BencodeReader
{
    /// <summary>Goes to the next key of the dictionary; false when it has ended, or on an error.</summary>
    /// <remarks>A value of the last key that has not been read yet is skipped first.</remarks>
    public bool ReadKey(out ReadOnlySpan<byte> key)
    {
        key = default;
        if (AwaitsValue && !SkipValue()) return false;
        if (!Read() || Token != BencodeToken.String) return false;
        key = String;
        return true;
    }

    /// <summary>In a list: true while there is an item to read; at its end, steps out of the list.</summary>
    public bool NextItem()
    {
        if (Error != BencodeError.None || Depth == 0) return false;
        if (Position < _input.Length && _input[Position] != (byte)'e') return true;
        Read();
        return false;
    }

    /// <summary>Reads the next value; false when it is no integer (it is skipped then).</summary>
    public bool TryReadInteger(out long value)
    {
        var isInteger = ReadValueOf(BencodeToken.Integer);
        value = isInteger ? Integer : 0;
        return isInteger;
    }

    /// <summary>Reads the next value; false when it is no string (it is skipped then).</summary>
    public bool TryReadString(out ReadOnlySpan<byte> value)
    {
        var isString = ReadValueOf(BencodeToken.String);
        value = isString ? String : default;
        return isString;
    }

    /// <summary>Enters the next value; false when it is no list (it is skipped then). Go on with <see cref="NextItem"/>.</summary>
    public bool TryReadList() => ReadValueOf(BencodeToken.StartList);

    /// <summary>Enters the next value; false when it is no dictionary (it is skipped then). Go on with <see cref="ReadKey"/>.</summary>
    public bool TryReadDictionary() => ReadValueOf(BencodeToken.StartDictionary);

    /// <summary>Skips the next value whole; false on an error, or when there is none.</summary>
    public bool SkipValue() => Read() && Token != BencodeToken.End && LeaveValue();

    /// <summary>Skips the next value whole and gives the bytes it was spelled with: what an info-hash is made of.</summary>
    public bool TryReadRaw(out ReadOnlySpan<byte> value)
    {
        var start = Position;
        var read = SkipValue();
        value = read ? _input[start..Position] : default;
        return read;
    }

    /// <summary>True when these bytes are one value and nothing after it.</summary>
    public static bool IsOneValue(ReadOnlySpan<byte> bytes, out BencodeFlaws flaws)
    {
        var reader = new BencodeReader(bytes);
        var isOne = reader.SkipValue() && reader.Position == bytes.Length;
        flaws = reader.Flaws;
        return isOne;
    }

    private readonly bool AwaitsValue => Depth > 0 && _levels[Depth - 1] is < 0 and not ListLevel;

    private bool ReadValueOf(BencodeToken wanted)
    {
        if (!Read() || Token == BencodeToken.End) return false;
        if (Token == wanted) return true;
        LeaveValue();
        return false;
    }

    // Standing on the first token of a value, goes to its last.
    private bool LeaveValue()
    {
        if (Token is not (BencodeToken.StartList or BencodeToken.StartDictionary)) return true;
        var outside = Depth - 1;
        while (Depth > outside)
        {
            if (!Read()) return false;
        }

        return true;
    }
}
