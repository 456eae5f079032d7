using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Reads torrents: .torrent files, and info dictionaries got from peers (BEP 9), by one path. Never throws on bad bytes.</summary>
public static class MetainfoReader
{
    /// <summary>Longest .torrent file, in bytes: an info dictionary and as many piece layers.</summary>
    public const int MaxTorrentBytes = 128 * 1024 * 1024;

    /// <summary>Longest info dictionary, in bytes (threats row 18).</summary>
    public const int MaxInfoBytes = 30 * 1024 * 1024;

    /// <summary>Most tracker URLs, web seeds and nodes kept, of each.</summary>
    public const int MaxUrls = 1_000;

    private static readonly string[] TrackerSchemes = ["http://", "https://", "udp://", "ws://", "wss://"];
    private static readonly string[] SeedSchemes = ["http://", "https://"];

    /// <summary>Reads a .torrent file. The result keeps <paramref name="torrentFile"/> alive: do not write to it.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> torrentFile, out TorrentMetainfo metainfo, out MetainfoError error)
    {
        (metainfo, error) = (null!, default);
        if (torrentFile.Length > MaxTorrentBytes) return Fail(MetainfoFault.TooLarge, out error);
        if (!TorrentFields.TryRead(torrentFile.Span, out var fields, out error)) return false;
        torrentFile.Span.Overlaps(fields.Info, out var offset);
        if (!InfoReader.TryRead(torrentFile.Slice(offset, fields.Info.Length), out var inner, out error)) return false;
        if (!fields.PieceLayers.IsEmpty && inner.InfoHashes.V2 is not null && !TryAddLayers(torrentFile, fields.PieceLayers, ref inner))
            return Fail(MetainfoFault.BadPieceLayer, out error);

        metainfo = inner with
        {
            Trackers = ReadTrackers(fields.Announce, fields.AnnounceList),
            WebSeeds = ReadSeeds(fields.UrlList, inner.IsFolder),
            HttpSeeds = ReadSeeds(fields.HttpSeeds, isFolder: false),
            Nodes = ReadNodes(fields.Nodes),
            Similar = [.. inner.Similar.Union(InfoReader.ReadSimilar(fields.Similar))],
            Collections = [.. inner.Collections.Union(InfoReader.ReadCollections(fields.Collections))],
            Comment = InfoFields.Text(fields.CommentUtf8.IsEmpty ? fields.Comment : fields.CommentUtf8),
            CreatedBy = InfoFields.Text(fields.CreatedBy),
            CreationDate = ReadDate(fields.CreationDate),
        };
        return true;
    }

    /// <summary>Reads an info dictionary alone, as peers send it. The result keeps the bytes alive: do not write to them.</summary>
    public static bool TryReadInfo(ReadOnlyMemory<byte> infoDictionary, out TorrentMetainfo metainfo, out MetainfoError error) =>
        InfoReader.TryRead(infoDictionary, out metainfo, out error);

    // Layers may be missing, as they are in a magnet; those that are there belong to a file and are right.
    private static bool TryAddLayers(ReadOnlyMemory<byte> torrentFile, ReadOnlySpan<byte> dictionary, ref TorrentMetainfo metainfo)
    {
        var layers = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>();
        var reader = new BencodeReader(dictionary);
        if (!reader.TryReadDictionary()) return false;
        while (reader.ReadKey(out var root))
        {
            if (root.Length != Sha256Hash.Size || !reader.TryReadString(out var layer) || layer.IsEmpty) return false;
            torrentFile.Span.Overlaps(layer, out var offset);
            layers[new Sha256Hash(root)] = torrentFile.Slice(offset, layer.Length);
        }

        var pieceBytes = metainfo.Geometry.PieceBytes;
        var longFiles = metainfo.Files.Where(file => file.Length > pieceBytes && file.Root is not null);
        var roots = longFiles.Select(file => file.Root!.Value).ToHashSet();
        if (!roots.IsSupersetOf(layers.Keys)) return false;
        if (!metainfo.TryWithPieceLayers(layers, out var complete)) return PieceLayers.AreRight(metainfo.Files, pieceBytes, layers);
        metainfo = complete;
        return true;
    }

    // BEP 12: the list counts where there is one.
    private static List<IReadOnlyList<string>> ReadTrackers(ReadOnlySpan<byte> announce, ReadOnlySpan<byte> announceList)
    {
        var tiers = new List<IReadOnlyList<string>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var reader = new BencodeReader(announceList);
        if (reader.TryReadList())
        {
            while (reader.NextItem())
            {
                var tier = new List<string>();
                if (!reader.TryReadList()) continue;
                while (reader.NextItem())
                {
                    if (reader.TryReadString(out var url)) AddUrl(url, TrackerSchemes, seen, tier);
                }

                if (tier.Count > 0) tiers.Add(tier);
            }
        }

        var only = new List<string>();
        var plain = new BencodeReader(announce);
        if (tiers.Count == 0 && plain.TryReadString(out var single)) AddUrl(single, TrackerSchemes, seen, only);
        if (only.Count > 0) tiers.Add(only);
        return tiers;
    }

    // One string, or a list of them (BEP 19).
    private static List<string> ReadSeeds(ReadOnlySpan<byte> value, bool isFolder)
    {
        var urls = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var reader = new BencodeReader(value);
        if (value is [(byte)'l', ..] && reader.TryReadList())
        {
            while (reader.NextItem())
            {
                if (reader.TryReadString(out var url)) AddUrl(url, SeedSchemes, seen, urls);
            }
        }
        else if (reader.TryReadString(out var single))
        {
            AddUrl(single, SeedSchemes, seen, urls);
        }

        return isFolder ? [.. urls.Select(url => url.EndsWith('/') ? url : url + "/").Distinct()] : urls;
    }

    private static void AddUrl(ReadOnlySpan<byte> bytes, string[] schemes, HashSet<string> seen, List<string> urls)
    {
        if (seen.Count >= MaxUrls || !TorrentUrl.TryRead(bytes, schemes, out var url)) return;
        if (seen.Add(url)) urls.Add(url);
    }

    private static List<HostPort> ReadNodes(ReadOnlySpan<byte> list)
    {
        var nodes = new List<HostPort>();
        var reader = new BencodeReader(list);
        if (!reader.TryReadList()) return nodes;
        while (nodes.Count < MaxUrls && reader.NextItem())
        {
            if (!reader.TryReadList()) continue;
            var (host, port, items) = ("", 0L, 0);
            for (; reader.NextItem(); items++)
            {
                if (items == 0 && reader.TryReadString(out var name)) host = Encoding.UTF8.GetString(name);
                else if (items == 1 && reader.TryReadInteger(out var number)) port = number;
                else if (items > 1) reader.SkipValue();
            }

            if (HostPort.TryCreate(host, port, out var node)) nodes.Add(node);
        }

        return nodes;
    }

    private static DateTimeOffset? ReadDate(ReadOnlySpan<byte> value)
    {
        var seconds = InfoFields.Integer(value, -1);
        return seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    private static bool Fail(MetainfoFault fault, out MetainfoError error)
    {
        error = new MetainfoError(fault);
        return false;
    }
}
