using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>The dictionary of one file, v1's or v2's: what stands in it, unjudged (BEP 3, 47, 52). The first of double keys
/// counts.</summary>
internal ref struct FileFields
{
    /// <summary>Longest file, in bytes: as many pieces as a torrent may have, each as long as it may be.</summary>
    public const long MaxFileBytes = (long)Pieces.TorrentGeometry.MaxPieces * Pieces.TorrentGeometry.MaxPieceBytes;

    /// <summary>Longest file with a tree, in bytes: its nodes are numbered in 31 bits (16 TiB).</summary>
    public const long MaxTreeFileBytes = ((1L << 30) - 1) * Pieces.TorrentGeometry.BlockSize - 1;

    private long? _length;
    private ReadOnlySpan<byte> _path, _pathUtf8, _link;
    private bool _hasAttributes;

    public FileAttributes Attributes { get; private set; }

    /// <summary>32 bytes, or what a damaged torrent has there.</summary>
    public ReadOnlySpan<byte> Root { get; private set; }

    /// <summary>The bytes of a list; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> Path => _pathUtf8.IsEmpty ? _path : _pathUtf8;

    public readonly bool HasLink => !_link.IsEmpty;

    /// <summary>In bytes; a link has none of its own. Negative when it is missing or impossible.</summary>
    public readonly long Length =>
        Attributes.HasFlag(FileAttributes.Symlink) ? 0
        : _length is >= 0 and <= MaxFileBytes ? _length.Value
        : -1;

    /// <summary>Reads to the end of the dictionary that the reader has entered; false on an error of the reader.</summary>
    public static bool TryRead(ref BencodeReader reader, out FileFields fields)
    {
        fields = default;
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("length"u8) && fields._length is null) fields._length = reader.TryReadInteger(out var n) ? n : -1;
            else if (key.SequenceEqual("path"u8) && fields._path.IsEmpty) fields._path = ReadList(ref reader);
            else if (key.SequenceEqual("path.utf-8"u8) && fields._pathUtf8.IsEmpty) fields._pathUtf8 = ReadList(ref reader);
            else if (key.SequenceEqual("symlink path"u8) && fields._link.IsEmpty) fields._link = ReadList(ref reader);
            else if (key.SequenceEqual("attr"u8) && !fields._hasAttributes)
            {
                fields._hasAttributes = true;
                if (reader.TryReadString(out var letters)) fields.Attributes = ParseAttributes(letters);
            }
            else if (key.SequenceEqual("pieces root"u8) && fields.Root.IsEmpty && reader.TryReadString(out var root)) fields.Root = root;
        }

        return reader.Error == BencodeError.None;
    }

    /// <summary>The link's target, from the top of the torrent; "." and ".." are left out, as BEP 47 forbids them.</summary>
    public readonly string LinkPath(string folder, StringBuilder path)
    {
        path.Clear().Append(folder);
        var reader = new BencodeReader(_link);
        reader.TryReadList();
        for (var elements = 0; elements < SafePath.MaxElements && reader.NextItem();)
        {
            if (!reader.TryReadString(out var element) || element.SequenceEqual("."u8) || element.SequenceEqual(".."u8)) continue;
            SafePath.Append(path, element, keepEmpty: true);
            elements++;
        }

        return path.ToString();
    }

    /// <summary>The letters of a bencoded string; those that nobody has defined mean nothing.</summary>
    public static FileAttributes ReadAttributes(ReadOnlySpan<byte> value)
    {
        var reader = new BencodeReader(value);
        return reader.TryReadString(out var letters) ? ParseAttributes(letters) : FileAttributes.None;
    }

    private static FileAttributes ParseAttributes(ReadOnlySpan<byte> letters)
    {
        var attributes = FileAttributes.None;
        foreach (var letter in letters)
        {
            attributes |= letter switch
            {
                (byte)'x' => FileAttributes.Executable,
                (byte)'h' => FileAttributes.Hidden,
                (byte)'p' => FileAttributes.Pad,
                (byte)'l' => FileAttributes.Symlink,
                _ => FileAttributes.None,
            };
        }

        return attributes;
    }

    // The bytes of the list; empty for another kind of value, and for an empty list.
    private static ReadOnlySpan<byte> ReadList(ref BencodeReader reader) =>
        reader.TryReadRaw(out var raw) && raw is [(byte)'l', not (byte)'e', ..] ? raw : default;
}
