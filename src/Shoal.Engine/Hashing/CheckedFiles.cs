using Microsoft.Win32.SafeHandles;
using Shoal.Core.Metainfo;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Hashing;

/// <summary>The files of a torrent as they are found on disk, before any is read.</summary>
internal sealed class CheckedFiles : ISpaceFiles
{
    private readonly TorrentMetainfo _metainfo;
    private readonly string _root;
    private readonly FileCondition[] _conditions;
    private readonly long[] _lengths;
    private readonly bool[] _isSparse;
    private readonly string?[] _notes;

    /// <param name="metainfo">The torrent.</param>
    /// <param name="root">Folder the files' paths start from.</param>
    /// <param name="files">Where the folder is.</param>
    /// <param name="isWanted">Files to look at; the others are taken to be missing.</param>
    public CheckedFiles(TorrentMetainfo metainfo, string root, IFileSystem files, Func<TorrentFile, bool> isWanted)
    {
        (_metainfo, _root) = (metainfo, root);
        _conditions = new FileCondition[metainfo.Files.Count];
        _lengths = new long[metainfo.Files.Count];
        _isSparse = new bool[metainfo.Files.Count];
        _notes = new string?[metainfo.Files.Count];
        using var folder = new FolderCursor(files);
        foreach (var file in metainfo.Files)
        {
            if (isWanted(file)) Look(file, folder);
            else _conditions[file.Index] = FileCondition.Missing;
        }
    }

    public FileCondition Condition(TorrentFile file) => _conditions[file.Index];

    public string? Note(TorrentFile file) => _notes[file.Index];

    /// <summary>Bytes of the file that can be read.</summary>
    public long ReadableBytes(TorrentFile file) => file.IsPad ? file.Length : Math.Min(file.Length, _lengths[file.Index]);

    /// <summary>The file has holes.</summary>
    public bool IsSparse(TorrentFile file) => _isSparse[file.Index];

    public SafeFileHandle? Open(int file, FolderCursor folder)
    {
        try
        {
            return folder.Open(_root, _metainfo.Files[file].Path);
        }
        catch (DiskException fault) when (fault.Problem is not (DiskProblem.Broken or DiskProblem.TooManyOpen))
        {
            // It changed under us, or we may not read it: a verdict about this file, not the end of the check.
            (_conditions[file], _notes[file]) = (FileCondition.Unreadable, fault.Detail);
            return null;
        }
    }

    public void OnTooShort(int file)
    {
    }

    public void Close(int file, SafeFileHandle handle)
    {
    }

    private void Look(TorrentFile file, FolderCursor folder)
    {
        if (file.IsPad) return;
        try
        {
            var status = folder.StatusOf(_root, file.Path);
            if (file.SymlinkTarget is not null) Judge(file, status, FileKind.Link);
            else Judge(file, status, FileKind.File);
        }
        catch (DiskException fault)
        {
            (_conditions[file.Index], _notes[file.Index]) = (FileCondition.Unreadable, fault.Detail);
        }
    }

    private void Judge(TorrentFile file, FileStatus? found, FileKind expected)
    {
        _conditions[file.Index] = found switch
        {
            null => FileCondition.Missing,
            { Kind: var kind } when kind != expected => FileCondition.Unreadable,
            { Kind: FileKind.Link } => FileCondition.Whole,
            { LengthBytes: var length } when length < file.Length => FileCondition.Short,
            { LengthBytes: var length } when length > file.Length => FileCondition.Long,
            _ => FileCondition.Whole,
        };
        if (found is not { } status) return;
        if (status.Kind != expected) _notes[file.Index] = status.Kind switch
        {
            FileKind.Folder => "a folder",
            FileKind.Link => "a link, which is not followed",
            _ => expected == FileKind.Link ? "not a link" : "not a file",
        };
        if (status.Kind != FileKind.File || expected != FileKind.File) return;
        _lengths[file.Index] = status.LengthBytes;
        _isSparse[file.Index] = status.AllocatedBytes < status.LengthBytes;
    }
}
