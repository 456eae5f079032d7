using System.Buffers;
using System.Text;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Core.WebSeeds;

namespace Shoal.Fuzz.Targets;

internal static class MetainfoTargets
{
    private static readonly byte[][] Words =
        [.. BencodeTargets.Words, .. new[]
        {
            "4:info", "5:filesl", "6:lengthi", "4:name", "12:piece lengthi16384e", "6:pieces", "9:file treed", "0:d", "11:pieces root32:",
            "12:meta versioni2e", "12:piece layersd", "4:attr1:p", "4:attr1:l", "12:symlink pathl", "4:pathl2:..e", "5:nodesl", "8:url-list",
        }.Select(Corpus.Latin)];

    private static readonly SearchValues<char> UrlCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%/");

    public static FuzzTarget[] All =>
    [
        // A torrent of n bytes may claim two million pieces; what it takes for that is bounded, not small.
        new("metainfo", () => [.. Corpus.Torrents(6_000), .. Made], input => Run(input, MetainfoReader.TryRead))
        {
            Words = Words, MaxAllocatedBytes = 128 << 20,
        },
        new("info", () => [.. Corpus.Torrents(6_000).Select(InfoOf), .. Made.Select(InfoOf)], input => Run(input, MetainfoReader.TryReadInfo))
        {
            Words = Words, MaxAllocatedBytes = 128 << 20,
        },
        new("magnet", () => Corpus.Texts(
            "magnet:?xt=urn:btih:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&dn=a%20name&tr=http%3A%2F%2Ft.example%2Fannounce&x.pe=1.2.3.4:5&so=0,2-4",
            "magnet:?xt=urn:btmh:1220aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&ws=https://w.example/&dht=[::1]:6881",
            "magnet:?xt.1=urn:btih:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&xt.2=urn:btih:MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"), RunMagnet)
        {
            Words = [.. new[] { "xt=urn:btih:", "xt=urn:btmh:1220", "&tr=", "&so=", "%00", "%", "-", ",", "&&", "x.pe=", "dht=" }.Select(Corpus.Latin)],
        },
    ];

    private static byte[][] Made =>
    [
        Corpus.Latin($"d4:infod6:lengthi20000e4:name1:a12:piece lengthi16384e6:pieces40:{new string('x', 40)}ee"),
        Corpus.Latin("d4:infod9:file treed1:ad0:d6:lengthi5e11:pieces root32:" + new string('r', 32)
            + "eee12:meta versioni2e4:name1:a12:piece lengthi16384eee"),
    ];

    private delegate bool Reader(ReadOnlyMemory<byte> bytes, out TorrentMetainfo metainfo, out MetainfoError error);

    private static byte[] InfoOf(byte[] torrent) =>
        MetainfoReader.TryRead(torrent, out var metainfo, out _) ? metainfo.InfoBytes.ToArray() : torrent;

    private static int Run(byte[] input, Reader read)
    {
        if (!read(input, out var metainfo, out var error)) return HashCode.Combine(error.Fault);
        var geometry = metainfo.Geometry;
        Promise.Holds(metainfo.Files.Count > 0 && metainfo.Files.All(f => SafePath.IsSafe(f.Path)), "every path is safe");
        Promise.Holds(
            metainfo.Files.Where(f => !f.IsPad).Select(f => f.Path).Distinct(StringComparer.OrdinalIgnoreCase).Count() == metainfo.Files.Count(f => !f.IsPad),
            "no two files share a path");
        Promise.Holds(metainfo.Files.All(f => f.Length >= 0 && f.Offset >= 0 && f.Offset + f.Length <= geometry.TotalBytes), "every file lies in the pieces");
        Promise.Holds(metainfo.Files.All(f => f.SymlinkTarget is null || SafePath.IsSafe(f.SymlinkTarget)), "every link stays inside");
        Promise.Holds(metainfo.InfoHashes.V1 is null || metainfo.PieceHashes.Length == geometry.PieceCount * 20, "a hash a piece");
        Promise.Holds(metainfo.PieceLayers is null || metainfo.PieceLayers.Hashes.Length == geometry.PieceCount * 32, "a v2 hash a piece");
        for (var i = 0; i < geometry.PieceCount; i += 1 + geometry.PieceCount / 64)
            Promise.Holds(geometry.LengthOf(geometry.Piece(i)) is > 0 and var length && length <= geometry.PieceBytes, "every piece has bytes");
        var urlPaths = new WebSeedPaths(metainfo);
        Promise.Holds(metainfo.Files.All(f => urlPaths.Of(f).AsSpan().IndexOfAnyExcept(UrlCharacters) < 0), "paths in URLs are escaped");
        return HashCode.Combine(
            metainfo.InfoHashes.V1 is null, metainfo.InfoHashes.V2 is null, Math.Min(metainfo.Files.Count, 8), metainfo.IsPrivate,
            metainfo.PieceLayers is null, metainfo.Files.Any(f => f.IsPad), Math.Min(metainfo.Trackers.Count, 3));
    }

    private static int RunMagnet(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (!MagnetLink.TryParse(text, out var link, out var error)) return error.GetHashCode(StringComparison.Ordinal);
        var written = link.ToString();
        Promise.Holds(MagnetLink.TryParse(written, out var again, out _), "what was written reads back");
        var rewritten = again!.ToString();
        if (rewritten != written) throw new InvalidOperationException($"Read back differently: {written} became {rewritten}");
        return HashCode.Combine(
            link.InfoHashes.IsHybrid, Math.Min(link.Trackers.Count, 3), Math.Min(link.Peers.Count, 3), Math.Min(link.Nodes.Count, 3), link.SelectedFiles?.Count);
    }
}
