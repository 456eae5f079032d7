using Shoal.Core.Bencoding;

namespace Shoal.Core.Metainfo;

/// <summary>The values of a .torrent file as bytes, unjudged. The first of double keys counts.</summary>
internal ref struct TorrentFields
{
    public ReadOnlySpan<byte> Announce, AnnounceList, Collections, Comment, CommentUtf8, CreatedBy, CreationDate, HttpSeeds, Info, Nodes,
        PieceLayers, Similar, UrlList;

    public static bool TryRead(ReadOnlySpan<byte> torrent, out TorrentFields fields, out MetainfoError error)
    {
        fields = default;
        error = new MetainfoError(MetainfoFault.NotADictionary);
        if (torrent is not [(byte)'d', ..]) return false;

        error = new MetainfoError(MetainfoFault.BadBencoding);
        var reader = new BencodeReader(torrent);
        reader.TryReadDictionary();
        while (reader.ReadKey(out var key))
        {
            if (!reader.TryReadRaw(out var value)) return false;
            fields.Set(key, value);
        }

        if (reader.Error != BencodeError.None) return false;
        error = new MetainfoError(fields.Info is [(byte)'d', ..] ? MetainfoFault.None : MetainfoFault.MissingInfo);
        return error.Fault == MetainfoFault.None;
    }

    private void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("announce"u8)) SetOnce(ref Announce, value);
        else if (key.SequenceEqual("announce-list"u8)) SetOnce(ref AnnounceList, value);
        else if (key.SequenceEqual("collections"u8)) SetOnce(ref Collections, value);
        else if (key.SequenceEqual("comment"u8)) SetOnce(ref Comment, value);
        else if (key.SequenceEqual("comment.utf-8"u8)) SetOnce(ref CommentUtf8, value);
        else if (key.SequenceEqual("created by"u8)) SetOnce(ref CreatedBy, value);
        else if (key.SequenceEqual("creation date"u8)) SetOnce(ref CreationDate, value);
        else if (key.SequenceEqual("httpseeds"u8)) SetOnce(ref HttpSeeds, value);
        else if (key.SequenceEqual("info"u8)) SetOnce(ref Info, value);
        else if (key.SequenceEqual("nodes"u8)) SetOnce(ref Nodes, value);
        else if (key.SequenceEqual("piece layers"u8)) SetOnce(ref PieceLayers, value);
        else if (key.SequenceEqual("similar"u8)) SetOnce(ref Similar, value);
        else if (key.SequenceEqual("url-list"u8)) SetOnce(ref UrlList, value);
    }

    private static void SetOnce(ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        if (field.IsEmpty) field = value;
    }
}
