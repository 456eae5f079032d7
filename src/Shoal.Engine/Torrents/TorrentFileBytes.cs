using System.Buffers;
using Shoal.Core.Bencoding;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Torrents;

/// <summary>A .torrent made of metadata that came from peers, for our own state folder: the info dictionary as it was, and the piece layers.</summary>
internal static class TorrentFileBytes
{
    public static byte[] Of(TorrentMetainfo metainfo)
    {
        var output = new ArrayBufferWriter<byte>(metainfo.InfoBytes.Length + 1024);
        output.Write("d4:info"u8);
        output.Write(metainfo.InfoBytes.Span);
        if (metainfo.PieceLayers is { } layers) WriteLayers(output, metainfo, layers);
        output.Write("e"u8);
        return output.WrittenSpan.ToArray();
    }

    // BEP 52: one entry a file longer than a piece, its root as the key; bencode wants keys sorted.
    private static void WriteLayers(ArrayBufferWriter<byte> output, TorrentMetainfo metainfo, PieceLayers layers)
    {
        var pieceBytes = metainfo.Geometry.PieceBytes;
        var byRoot = new SortedDictionary<string, TorrentFile>(StringComparer.Ordinal);
        foreach (var file in metainfo.Files.Where(file => file.Root is not null && file.Length > pieceBytes))
            byRoot[file.Root!.Value.ToString()] = file;

        output.Write("12:piece layers"u8);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        foreach (var file in byRoot.Values)
        {
            var first = (int)(file.Offset / pieceBytes);
            var count = (int)((file.Length - 1) / pieceBytes) + 1;
            writer.WriteString(file.Root!.Value.ToArray(), layers.Hashes.Span.Slice(first * Sha256Hash.Size, count * Sha256Hash.Size));
        }

        writer.WriteEnd();
    }
}
