using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Reads an info dictionary, whether it came in a .torrent file or from peers: there is no other way in (threats row
/// 11).</summary>
internal static class InfoReader
{
    /// <summary>Longest all paths together, in UTF-16 units: a tree of bytes can spell many more than it has.</summary>
    public const long MaxPathsLength = 64L * 1024 * 1024;

    private const int MaxSimilar = 1_000;

    public static bool TryRead(ReadOnlyMemory<byte> info, out TorrentMetainfo metainfo, out MetainfoError error)
    {
        (metainfo, error) = (null!, default);
        if (info.Length > MetainfoReader.MaxInfoBytes) return Fail(MetainfoFault.TooLarge, out error);
        if (info.Span is not [(byte)'d', ..]) return Fail(MetainfoFault.NotADictionary, out error);
        if (!InfoFields.TryRead(info.Span, out var fields)) return Fail(MetainfoFault.BadBencoding, out error);
        if (!TryReadVersion(fields, out var hasV1, out var hasV2, out error)) return false;
        if (!TryReadPieceLength(fields, hasV2, out var pieceBytes, out error)) return false;

        var hashes = new InfoHashes(
            hasV1 ? new InfoHash(SHA1.HashData(info.Span)) : null,
            hasV2 ? new Sha256Hash(SHA256.HashData(info.Span)) : null);
        if (!TryReadName(fields, hashes, out var name, out error)) return false;
        if (!TryReadFiles(fields, hashes, name, pieceBytes, out var files, out error)) return false;
        if (!TryLayOut(files, hashes, pieceBytes, out var geometry, out error)) return false;

        var pieceHashes = ReadOnlyMemory<byte>.Empty;
        if (hasV1 && !TryReadPieceHashes(info, fields.Pieces, geometry.PieceCount, out pieceHashes, out error)) return false;

        LinkTargets.Resolve(files, name);
        if (!DuplicatePaths.TryResolve(files)) return Fail(MetainfoFault.TooManyDuplicates, out error);
        metainfo = new TorrentMetainfo
        {
            InfoHashes = hashes,
            Name = name,
            IsFolder = files.Count > 1 || files[0].Path != name,
            Geometry = geometry,
            Files = [.. files.Select((file, index) => file.ToFile(index))],
            IsPrivate = InfoFields.Integer(fields.Private, 0) != 0,
            InfoBytes = info,
            PieceHashes = pieceHashes,
            Source = InfoFields.Text(fields.Source),
            Similar = ReadSimilar(fields.Similar),
            Collections = ReadCollections(fields.Collections),
        };
        if (hasV2 && metainfo.TryWithPieceLayers(Layers.None, out var complete)) metainfo = complete;
        return true;
    }

    /// <summary>The torrents that BEP 38 says share files with this one: v1 info-hashes.</summary>
    public static IReadOnlyList<InfoHash> ReadSimilar(ReadOnlySpan<byte> list)
    {
        var hashes = new List<InfoHash>();
        var reader = new BencodeReader(list);
        if (!reader.TryReadList()) return hashes;
        while (hashes.Count < MaxSimilar && reader.NextItem())
        {
            if (reader.TryReadString(out var hash) && hash.Length == InfoHash.Size) hashes.Add(new InfoHash(hash));
        }

        return hashes;
    }

    public static IReadOnlyList<string> ReadCollections(ReadOnlySpan<byte> list)
    {
        var names = new List<string>();
        var reader = new BencodeReader(list);
        if (!reader.TryReadList()) return names;
        while (names.Count < MaxSimilar && reader.NextItem())
        {
            if (reader.TryReadString(out var name)) names.Add(Encoding.UTF8.GetString(name));
        }

        return names;
    }

    private static bool TryReadVersion(in InfoFields fields, out bool hasV1, out bool hasV2, out MetainfoError error)
    {
        error = default;
        var version = InfoFields.Integer(fields.MetaVersion, 1);
        hasV2 = version == 2;
        hasV1 = !hasV2 || IsList(fields.Files) || !fields.Length.IsEmpty;
        if (version > 2) return Fail(MetainfoFault.UnknownVersion, out error);
        if (hasV2 && fields.Flaws != BencodeFlaws.None) return Fail(MetainfoFault.BadBencoding, out error);
        if (hasV2 && !IsDictionary(fields.FileTree)) return Fail(MetainfoFault.MissingFiles, out error);
        return hasV2 || !IsDictionary(fields.FileTree) || Fail(MetainfoFault.MissingVersion, out error);
    }

    private static bool TryReadPieceLength(in InfoFields fields, bool hasV2, out int pieceBytes, out MetainfoError error)
    {
        error = default;
        var length = InfoFields.Integer(fields.PieceLength, 0);
        var isPossible = length is >= 1 and <= TorrentGeometry.MaxPieceBytes
            && (!hasV2 || (length >= TorrentGeometry.BlockSize && long.IsPow2(length)));
        pieceBytes = isPossible ? (int)length : 0;
        return isPossible || Fail(MetainfoFault.BadPieceLength, out error);
    }

    private static bool TryReadName(in InfoFields fields, InfoHashes hashes, out string name, out MetainfoError error)
    {
        (name, error) = ("", default);
        var reader = new BencodeReader(fields.NameUtf8.IsEmpty ? fields.Name : fields.NameUtf8);
        if (!reader.TryReadString(out var bytes)) return Fail(MetainfoFault.MissingName, out error);
        name = SafePath.Element(bytes);
        if (name.Length == 0) name = hashes.V1?.ToString() ?? hashes.V2!.Value.ToString();
        return true;
    }

    private static bool TryReadFiles(
        in InfoFields fields, InfoHashes hashes, string name, int pieceBytes, out List<FileDraft> files, out MetainfoError error)
    {
        (files, error) = ([], default);
        var isFolder = IsList(fields.Files);
        List<FileDraft> tree = [];
        if (hashes.V2 is not null && !FileTreeReader.TryRead(fields.FileTree, name, isFolder, out tree, out error)) return false;
        if (hashes.V1 is null) files = tree;
        else if (isFolder && !FileListReader.TryRead(fields.Files, name, out files, out error)) return false;
        else if (!isFolder && !TryReadLoneFile(fields, name, files, out error)) return false;
        if (files.Count == 0) return Fail(MetainfoFault.MissingFiles, out error);
        return !hashes.IsHybrid || HybridFiles.TryJoin(files, tree, pieceBytes) || Fail(MetainfoFault.HybridMismatch, out error);
    }

    private static bool TryReadLoneFile(in InfoFields fields, string name, List<FileDraft> files, out MetainfoError error)
    {
        error = default;
        var length = InfoFields.Integer(fields.Length, -1);
        if (length is < 0 or > FileFields.MaxFileBytes) return Fail(MetainfoFault.BadFileLength, out error);
        var attributes = FileFields.ReadAttributes(fields.Attributes) & (FileAttributes.Executable | FileAttributes.Hidden);
        files.Add(new FileDraft(name, length) { Attributes = attributes });
        return true;
    }

    // v1 and hybrid: end to end. v2 alone: each file starts a piece, so files may end in short ones (BEP 52).
    private static bool TryLayOut(
        List<FileDraft> files, InfoHashes hashes, int pieceBytes, out TorrentGeometry geometry, out MetainfoError error)
    {
        (geometry, error) = (null!, default);
        var total = 0L;
        var shortPieces = new List<(int, int)>();
        foreach (var file in files)
        {
            var rest = (int)(total % pieceBytes);
            if (hashes.V1 is null && file.HasBytes && rest != 0)
            {
                shortPieces.Add(((int)(total / pieceBytes), rest));
                total += pieceBytes - rest;
            }

            file.Offset = total;
            total += file.Length;
            if ((total - 1) / pieceBytes >= TorrentGeometry.MaxPieces) return Fail(MetainfoFault.TooManyPieces, out error);
        }

        if (total == 0) return Fail(MetainfoFault.BadFileLength, out error);
        geometry = new TorrentGeometry(total, pieceBytes, shortPieces);
        return true;
    }

    private static bool TryReadPieceHashes(
        ReadOnlyMemory<byte> info, ReadOnlySpan<byte> pieces, int pieceCount, out ReadOnlyMemory<byte> hashes, out MetainfoError error)
    {
        (hashes, error) = (default, default);
        var reader = new BencodeReader(pieces);
        if (!reader.TryReadString(out var bytes)) return Fail(MetainfoFault.MissingPieceHashes, out error);
        if (bytes.Length != (long)pieceCount * InfoHash.Size) return Fail(MetainfoFault.BadPieceHashes, out error);
        info.Span.Overlaps(bytes, out var offset);
        hashes = info.Slice(offset, bytes.Length);
        return true;
    }

    private static bool IsList(ReadOnlySpan<byte> value) => value is [(byte)'l', ..];

    private static bool IsDictionary(ReadOnlySpan<byte> value) => value is [(byte)'d', ..];

    private static bool Fail(MetainfoFault fault, out MetainfoError error)
    {
        error = new MetainfoError(fault);
        return false;
    }
}
