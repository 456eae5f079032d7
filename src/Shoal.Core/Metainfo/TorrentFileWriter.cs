using System.Buffers;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Writes a .torrent file of any torrent that is known: a new one, one that was read, one whose metadata came from
/// peers.</summary>
public static class TorrentFileWriter
{
    /// <summary>The info dictionary goes out byte for byte; piece layers only when they are known.</summary>
    public static void Write(TorrentMetainfo metainfo, IBufferWriter<byte> output)
    {
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        WriteTrackers(writer, metainfo.Trackers);
        WriteTexts(writer, "collections"u8, metainfo.Collections);
        if (metainfo.Comment is not null) writer.WriteText("comment"u8, metainfo.Comment);
        if (metainfo.CreatedBy is not null) writer.WriteText("created by"u8, metainfo.CreatedBy);
        if (metainfo.CreationDate is { } date) writer.WriteInteger("creation date"u8, date.ToUnixTimeSeconds());
        WriteTexts(writer, "httpseeds"u8, metainfo.HttpSeeds);
        writer.WriteKey("info"u8);
        writer.WriteRaw(metainfo.InfoBytes.Span);
        WriteNodes(writer, metainfo.Nodes);
        WriteLayers(writer, metainfo);
        WriteSimilar(writer, metainfo.Similar);
        WriteTexts(writer, "url-list"u8, metainfo.WebSeeds);
        writer.WriteEnd();
    }

    private static void WriteTrackers(BencodeWriter writer, IReadOnlyList<IReadOnlyList<string>> tiers)
    {
        if (tiers.Count == 0) return;
        writer.WriteText("announce"u8, tiers[0][0]);
        if (tiers is [[_]]) return;
        writer.WriteKey("announce-list"u8);
        writer.WriteStartList();
        foreach (var tier in tiers)
        {
            writer.WriteStartList();
            foreach (var url in tier) writer.WriteText(url);
            writer.WriteEnd();
        }

        writer.WriteEnd();
    }

    private static void WriteTexts(BencodeWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        writer.WriteKey(key);
        writer.WriteStartList();
        foreach (var text in texts) writer.WriteText(text);
        writer.WriteEnd();
    }

    private static void WriteNodes(BencodeWriter writer, IReadOnlyList<HostPort> nodes)
    {
        if (nodes.Count == 0) return;
        writer.WriteKey("nodes"u8);
        writer.WriteStartList();
        foreach (var node in nodes)
        {
            writer.WriteStartList();
            writer.WriteText(node.Host);
            writer.WriteInteger(node.Port);
            writer.WriteEnd();
        }

        writer.WriteEnd();
    }

    private static void WriteSimilar(BencodeWriter writer, IReadOnlyList<InfoHash> hashes)
    {
        if (hashes.Count == 0) return;
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        writer.WriteKey("similar"u8);
        writer.WriteStartList();
        foreach (var hash in hashes)
        {
            hash.CopyTo(bytes);
            writer.WriteString(bytes);
        }

        writer.WriteEnd();
    }

    // BEP 52: by root, each once, for the files that are longer than a piece.
    private static void WriteLayers(BencodeWriter writer, TorrentMetainfo metainfo)
    {
        if (metainfo.PieceLayers is not { } layers) return;
        var pieceBytes = metainfo.Geometry.PieceBytes;
        var byBytes = Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));
        var roots = new SortedDictionary<byte[], TorrentFile>(byBytes);
        foreach (var file in metainfo.Files)
        {
            if (file.Root is { } root && file.Length > pieceBytes) roots.TryAdd(root.ToArray(), file);
        }

        writer.WriteKey("piece layers"u8);
        writer.WriteStartDictionary();
        foreach (var (root, file) in roots)
        {
            var pieces = (int)((file.Length - 1) / pieceBytes) + 1;
            writer.WriteString(root, layers.Hashes.Span.Slice((int)(file.Offset / pieceBytes) * Sha256Hash.Size, pieces * Sha256Hash.Size));
        }

        writer.WriteEnd();
    }
}
