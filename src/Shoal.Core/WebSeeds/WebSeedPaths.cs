using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Metainfo;
using Shoal.Core.Trackers;

namespace Shoal.Core.WebSeeds;

/// <summary>How the files of a torrent are called in URLs: as the torrent spells them, not as we write them on disk.</summary>
/// <remarks>
/// A name made safe ("what_.mp3" for "what?.mp3"), or renamed for a double of it, is on no server. Those that differ are read from the
/// info dictionary again, since nobody else needs them. A path that climbs (an element "." or "..") keeps its safe spelling.
/// </remarks>
public sealed class WebSeedPaths
{
    private readonly TorrentMetainfo _torrent;
    private readonly Dictionary<int, string> _different = [];
    private readonly StringBuilder _path = new();

    public WebSeedPaths(TorrentMetainfo torrent)
    {
        _torrent = torrent;
        if (!InfoFields.TryRead(torrent.InfoBytes.Span, out var fields)) return;
        var nameReader = new BencodeReader(fields.NameUtf8.IsEmpty ? fields.Name : fields.NameUtf8);
        if (!nameReader.TryReadString(out var name) || IsClimb(name)) return;
        PercentEncoding.Append(_path, name);
        if (!torrent.IsFolder) Note(0);
        else if (torrent.InfoHashes.V1 is not null) ReadList(fields.Files);
        else ReadTree(fields.FileTree);
    }

    /// <summary>The file's path below the URL, percent-encoded, the torrent's name first.</summary>
    public string Of(TorrentFile file) => _different.GetValueOrDefault(file.Index) ?? WebSeedUrl.Escape(file.Path);

    private static bool IsClimb(ReadOnlySpan<byte> element) => element.IsEmpty || element.SequenceEqual("."u8) || element.SequenceEqual(".."u8);

    private void Note(int index)
    {
        if (index >= _torrent.Files.Count) return;
        var path = _path.ToString();
        if (path != WebSeedUrl.Escape(_torrent.Files[index].Path)) _different[index] = path;
    }

    private void ReadList(ReadOnlySpan<byte> list)
    {
        var root = _path.Length;
        var reader = new BencodeReader(list);
        reader.TryReadList();
        for (var index = 0; reader.NextItem(); index++)
        {
            if (!reader.TryReadDictionary() || !FileFields.TryRead(ref reader, out var fields)) return;
            if (TryAppend(fields.Path)) Note(index);
            _path.Length = root;
        }
    }

    private bool TryAppend(ReadOnlySpan<byte> elements)
    {
        var reader = new BencodeReader(elements);
        var count = 0;
        if (elements.IsEmpty || !reader.TryReadList()) return false;
        while (reader.NextItem())
        {
            if (!reader.TryReadString(out var element) || IsClimb(element)) return false;
            PercentEncoding.Append(_path.Append('/'), element);
            count++;
        }

        return count > 0;
    }

    // A file is what has an empty name; files come in the order of the tree (BEP 52), which has been judged already.
    private void ReadTree(ReadOnlySpan<byte> tree)
    {
        var parents = new List<(int Length, bool IsClimb)> { (_path.Length, false) };
        var reader = new BencodeReader(tree);
        var index = 0;
        reader.TryReadDictionary();
        while (parents.Count > 0)
        {
            if (!reader.ReadKey(out var name))
            {
                if (reader.Error != BencodeError.None) return;
                parents.RemoveAt(parents.Count - 1);
                if (parents.Count > 0) _path.Length = parents[^1].Length;
            }
            else if (name.IsEmpty)
            {
                if (!reader.TryReadRaw(out _)) return;
                if (!parents[^1].IsClimb) Note(index);
                index++;
            }
            else
            {
                PercentEncoding.Append(_path.Append('/'), name);
                parents.Add((_path.Length, parents[^1].IsClimb || IsClimb(name)));
                if (!reader.TryReadDictionary()) return;
            }
        }
    }
}
