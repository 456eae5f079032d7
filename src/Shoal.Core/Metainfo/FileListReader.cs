using System.Globalization;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Reads v1's list of files (BEP 3, pad files and links of BEP 47).</summary>
internal static class FileListReader
{
    // BitComet's pad files, from before there were letters for them.
    private const string OldPadName = "_____padding_file_";

    /// <param name="list">The bytes of "files", a list.</param>
    /// <param name="folder">The torrent's safe name.</param>
    public static bool TryRead(ReadOnlySpan<byte> list, string folder, out List<FileDraft> files, out MetainfoError error)
    {
        (files, error) = ([], default);
        var reader = new BencodeReader(list);
        var path = new StringBuilder();
        var pathsLength = 0L;
        reader.TryReadList();
        while (reader.NextItem())
        {
            if (!reader.TryReadDictionary() || !FileFields.TryRead(ref reader, out var fields))
                return Fail(MetainfoFault.BadFile, out error);
            if (fields.Length < 0) return Fail(MetainfoFault.BadFileLength, out error);
            if (!TryReadPath(fields, folder, path, out error)) return false;
            pathsLength += path.Length;
            if (pathsLength > InfoReader.MaxPathsLength) return Fail(MetainfoFault.PathTooLong, out error);
            files.Add(Draft(fields, folder, path));
        }

        return reader.Error == BencodeError.None || Fail(MetainfoFault.BadFile, out error);
    }

    private static FileDraft Draft(in FileFields fields, string folder, StringBuilder path)
    {
        var name = path.ToString();
        var attributes = fields.Attributes;
        if (name.Contains(OldPadName, StringComparison.Ordinal)) attributes |= FileAttributes.Pad;
        return new FileDraft(name, fields.Length)
        {
            Attributes = attributes,
            LinkPath = attributes.HasFlag(FileAttributes.Symlink) && fields.HasLink ? fields.LinkPath(folder, path) : null,
        };
    }

    private static bool TryReadPath(in FileFields fields, string folder, StringBuilder path, out MetainfoError error)
    {
        error = default;
        path.Clear();
        if (fields.Path.IsEmpty)
        {
            // Pad files need no name: they are never seen.
            if (!fields.Attributes.HasFlag(FileAttributes.Pad)) return Fail(MetainfoFault.BadPath, out error);
            path.Append(CultureInfo.InvariantCulture, $".pad/{fields.Length}");
            return true;
        }

        path.Append(folder);
        var elements = 0;
        var reader = new BencodeReader(fields.Path);
        reader.TryReadList();
        while (reader.NextItem())
        {
            if (!reader.TryReadString(out var element)) return Fail(MetainfoFault.BadPath, out error);
            if (++elements > SafePath.MaxElements) return Fail(MetainfoFault.TooDeep, out error);
            SafePath.Append(path, element, keepEmpty: true);
        }

        return path.Length <= SafePath.MaxPathLength || Fail(MetainfoFault.PathTooLong, out error);
    }

    private static bool Fail(MetainfoFault fault, out MetainfoError error)
    {
        error = new MetainfoError(fault);
        return false;
    }
}
