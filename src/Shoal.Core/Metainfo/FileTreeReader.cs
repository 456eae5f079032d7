using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Reads v2's file tree (BEP 52): a dictionary a folder, and a file is what has an empty name. Walks with a stack of its
/// own.</summary>
internal ref struct FileTreeReader
{
    private readonly string _folder;
    private readonly List<FileDraft> _files = [];
    private readonly List<int> _parents = [];   // length of the path of each folder we are in
    private readonly StringBuilder _path;
    private readonly StringBuilder _scratch = new();
    private long _pathsLength;
    private int _topEntries;

    private FileTreeReader(string folder) => (_folder, _path) = (folder, new StringBuilder(folder));

    /// <param name="tree">The bytes of "file tree", a dictionary.</param>
    /// <param name="folder">The torrent's safe name.</param>
    /// <param name="isFolder">A lone file called as the torrent stands in a folder nevertheless: the v1 half of a hybrid says so.</param>
    public static bool TryRead(ReadOnlySpan<byte> tree, string folder, bool isFolder, out List<FileDraft> files, out MetainfoError error)
    {
        var walk = new FileTreeReader(folder);
        var fault = walk.Walk(tree);
        (files, error) = (walk._files, new MetainfoError(fault));
        if (fault != MetainfoFault.None) return false;
        var isLone = !isFolder && files.Count == 1 && walk._topEntries == 1 && files[0].Path == $"{folder}/{folder}";
        if (isLone) files[0].Path = folder;
        return true;
    }

    private MetainfoFault Walk(ReadOnlySpan<byte> tree)
    {
        var reader = new BencodeReader(tree);
        var isFirstKey = true;
        reader.TryReadDictionary();
        while (true)
        {
            if (!reader.ReadKey(out var name))
            {
                if (reader.Error != BencodeError.None) return MetainfoFault.BadFile;
                if (_parents.Count == 0) return MetainfoFault.None;
                Leave();
                isFirstKey = false;
            }
            else if (name.IsEmpty)
            {
                // The name so far is a file's: then nothing else may stand beside the empty key.
                if (_parents.Count == 0 || !isFirstKey) return MetainfoFault.BadFile;
                if (AddFile(ref reader) is var fault and not MetainfoFault.None) return fault;
                if (reader.ReadKey(out _) || reader.Error != BencodeError.None) return MetainfoFault.BadFile;
                Leave();
                isFirstKey = false;
            }
            else
            {
                if (!reader.TryReadDictionary()) return MetainfoFault.BadFile;
                if (_parents.Count >= SafePath.MaxElements) return MetainfoFault.TooDeep;
                if (_parents.Count == 0) _topEntries++;
                _parents.Add(_path.Length);
                SafePath.Append(_path, name, keepEmpty: true);
                if (_path.Length > SafePath.MaxPathLength) return MetainfoFault.PathTooLong;
                isFirstKey = true;
            }
        }
    }

    private readonly void Leave()
    {
        _path.Length = _parents[^1];
        _parents.RemoveAt(_parents.Count - 1);
    }

    private MetainfoFault AddFile(ref BencodeReader reader)
    {
        if (!reader.TryReadDictionary() || !FileFields.TryRead(ref reader, out var fields)) return MetainfoFault.BadFile;
        if (fields.Attributes.HasFlag(FileAttributes.Pad)) return MetainfoFault.BadPadFile;
        if (fields.Length is < 0 or > FileFields.MaxTreeFileBytes) return MetainfoFault.BadFileLength;
        Sha256Hash? root = null;
        if (fields.Length > 0)
        {
            if (fields.Root.Length != Sha256Hash.Size || fields.Root.IndexOfAnyExcept((byte)0) < 0) return MetainfoFault.MissingFileRoot;
            root = new Sha256Hash(fields.Root);
        }

        _pathsLength += _path.Length;
        if (_pathsLength > InfoReader.MaxPathsLength) return MetainfoFault.PathTooLong;
        var isLink = fields.Attributes.HasFlag(FileAttributes.Symlink) && fields.HasLink;
        _files.Add(new FileDraft(_path.ToString(), fields.Length)
        {
            Attributes = fields.Attributes,
            Root = root,
            LinkPath = isLink ? fields.LinkPath(_folder, _scratch) : null,
        });
        return MetainfoFault.None;
    }
}
