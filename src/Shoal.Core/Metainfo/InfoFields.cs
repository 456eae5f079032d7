using System.Text;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Metainfo;

/// <summary>The info dictionary's values as bytes, unjudged. The first of double keys counts, as it does elsewhere.</summary>
internal ref struct InfoFields
{
    public ReadOnlySpan<byte> Attributes, Collections, FileTree, Files, Length, MetaVersion, Name, NameUtf8, PieceLength, Pieces, Private,
        Similar, Source;

    /// <summary>Spellings that v2 refuses, anywhere inside.</summary>
    public BencodeFlaws Flaws;

    public static bool TryRead(ReadOnlySpan<byte> info, out InfoFields fields)
    {
        fields = default;
        var reader = new BencodeReader(info);
        reader.TryReadDictionary();
        while (reader.ReadKey(out var key))
        {
            if (!reader.TryReadRaw(out var value)) return false;
            fields.Set(key, value);
        }

        fields.Flaws = reader.Flaws;
        return reader.Error == BencodeError.None && reader.Position == info.Length;
    }

    public static long Integer(ReadOnlySpan<byte> value, long otherwise)
    {
        var reader = new BencodeReader(value);
        return reader.TryReadInteger(out var number) ? number : otherwise;
    }

    /// <summary>Text of a stranger; damaged characters become U+FFFD.</summary>
    public static string? Text(ReadOnlySpan<byte> value)
    {
        var reader = new BencodeReader(value);
        return reader.TryReadString(out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    private void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("attr"u8)) SetOnce(ref Attributes, value);
        else if (key.SequenceEqual("collections"u8)) SetOnce(ref Collections, value);
        else if (key.SequenceEqual("file tree"u8)) SetOnce(ref FileTree, value);
        else if (key.SequenceEqual("files"u8)) SetOnce(ref Files, value);
        else if (key.SequenceEqual("length"u8)) SetOnce(ref Length, value);
        else if (key.SequenceEqual("meta version"u8)) SetOnce(ref MetaVersion, value);
        else if (key.SequenceEqual("name"u8)) SetOnce(ref Name, value);
        else if (key.SequenceEqual("name.utf-8"u8)) SetOnce(ref NameUtf8, value);
        else if (key.SequenceEqual("piece length"u8)) SetOnce(ref PieceLength, value);
        else if (key.SequenceEqual("pieces"u8)) SetOnce(ref Pieces, value);
        else if (key.SequenceEqual("private"u8)) SetOnce(ref Private, value);
        else if (key.SequenceEqual("similar"u8)) SetOnce(ref Similar, value);
        else if (key.SequenceEqual("source"u8)) SetOnce(ref Source, value);
    }

    private static void SetOnce(ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        if (field.IsEmpty) field = value;
    }
}
