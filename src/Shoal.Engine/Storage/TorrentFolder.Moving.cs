using System.Buffers;
using Shoal.Core.Metainfo;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

// Moving and deleting; the caller lets nobody else in.
internal sealed partial class TorrentFolder
{
    private const int CopyBytes = 1 << 20;

    /// <summary>Renames all files into another folder; false when it is on another file system, and nothing moved then.</summary>
    /// <exception cref="DiskException">Something is in the way or failed; everything is where it was.</exception>
    public bool TryRename(string newRoot)
    {
        var present = Present();
        PrepareTarget(newRoot, present);
        var moved = new Stack<TorrentFile>();
        try
        {
            foreach (var file in present)
            {
                if (!_files.TryRename(Root, newRoot, file.Path))
                {
                    PutBack(newRoot, moved);
                    return false;
                }

                moved.Push(file);
            }
        }
        catch (DiskException)
        {
            PutBack(newRoot, moved);
            throw;
        }

        DeleteFolders(Root);
        SwitchTo(newRoot);
        return true;
    }

    /// <summary>Copies all files; the old ones stay and are still the ones in use.</summary>
    /// <exception cref="DiskException">Something is in the way or failed; the copies are gone again.</exception>
    public void CopyTo(string newRoot)
    {
        var present = Present();
        PrepareTarget(newRoot, present);
        var copied = new List<TorrentFile>();
        try
        {
            foreach (var file in present)
            {
                copied.Add(file);
                if (file.SymlinkTarget is { } target) _files.MakeLink(newRoot, file.Path, RelativeTarget(file.Path, target));
                else CopyOne(newRoot, file);
            }
        }
        catch (DiskException)
        {
            foreach (var file in copied) _files.DeleteFile(newRoot, file.Path);
            DeleteFolders(newRoot);
            throw;
        }
    }

    /// <summary>Ends a copy: the new files are the ones in use, the old ones go.</summary>
    public void FinishCopy(string newRoot)
    {
        var old = Root;
        SwitchTo(newRoot);
        foreach (var file in metainfo.Files.Where(f => !f.IsPad)) DeleteOne(old, file);
        DeleteFolders(old);
    }

    /// <summary>Deletes the torrent's own files and the folders that are empty then; never anything else, never the root.</summary>
    public void Delete()
    {
        if (_files.StatusOf(Root, string.Empty) is null) return;
        foreach (var file in metainfo.Files.Where(f => !f.IsPad)) DeleteOne(Root, file);
        DeleteFolders(Root);
        _mustExist = false;
    }

    private List<TorrentFile> Present() =>
        [.. metainfo.Files.Where(f => !f.IsPad && IsOurs(f, _files.StatusOf(Root, f.Path)))];

    /// <summary>What stands there is what the torrent puts there: a file no longer than it says, or its link.</summary>
    private static bool IsOurs(TorrentFile file, FileStatus? status) =>
        file.SymlinkTarget is null
            ? status is { Kind: FileKind.File } found && found.LengthBytes <= file.Length
            : status is { Kind: FileKind.Link };

    private void PrepareTarget(string newRoot, List<TorrentFile> present)
    {
        if (_files.StatusOf(newRoot, string.Empty) is null) _files.MakeRoot(newRoot);
        foreach (var file in present)
            if (_files.StatusOf(newRoot, file.Path) is not null)
                throw new DiskException(DiskProblem.WrongKind, Path.Combine(newRoot, file.Path), "it is there already");
    }

    private void PutBack(string newRoot, Stack<TorrentFile> moved)
    {
        foreach (var file in moved) _files.TryRename(newRoot, Root, file.Path);
        DeleteFolders(newRoot);
    }

    private void CopyOne(string newRoot, TorrentFile file)
    {
        using var from = _files.Open(Root, file.Path, FileAccess.Read, false, out _) ?? throw Gone(file.Index);
        using var to = _files.Open(newRoot, file.Path, FileAccess.ReadWrite, file.IsExecutable, out _)!;
        var length = _files.StatusOf(from).LengthBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            for (var offset = 0L; offset < length;)
            {
                var read = ReadSome(from, buffer, offset);
                if (read == 0) throw Shorter(file.Index);
                _files.Write(to, buffer.AsSpan(0, read), offset);
                offset += read;
            }
        }
        catch (DiskException fault) when (fault.Path.Length == 0)
        {
            throw new DiskException(fault.Problem, Path.Combine(newRoot, file.Path), fault.Detail);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _files.FlushFile(to);                        // the old file goes next: this one must be there after a power cut
        if (_files.StatusOf(to).LengthBytes != length) throw Shorter(file.Index);
    }

    private unsafe int ReadSome(Microsoft.Win32.SafeHandles.SafeFileHandle from, byte[] buffer, long offset)
    {
        fixed (byte* start = buffer) return (int)_files.Read(from, [new MemoryPart(start, CopyBytes)], offset);
    }

    private void SwitchTo(string newRoot)
    {
        Root = Path.GetFullPath(newRoot);
        _identity = _files.StatusOf(Root, string.Empty)?.Identity;
    }

    private void DeleteOne(string root, TorrentFile file)
    {
        var status = _files.StatusOf(root, file.Path);
        if (status is null) return;
        if (IsOurs(file, status)) _files.DeleteFile(root, file.Path);
        else context.Log.NotDeleted(Path.Combine(root, file.Path));
    }

    private void DeleteFolders(string root)
    {
        foreach (var folder in metainfo.Files.Where(f => !f.IsPad).SelectMany(f => Parents(f.Path)).Distinct()
            .OrderByDescending(p => p.Count(c => c == '/')))
            _files.DeleteFolderIfEmpty(root, folder);
    }
}
