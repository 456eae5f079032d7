using Shoal.Core.Metainfo;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

// What is done to all files at once: put on the device, finished, looked at.
internal sealed partial class TorrentFolder
{
    /// <summary>From so many files on, one flush of the whole file system is cheaper than one a file.</summary>
    private const int FlushAllFrom = 64;

    /// <summary>Puts what was written since the last call on the device; nothing was lost on the way, or it throws.</summary>
    public void Sync()
    {
        if (!_isSynced) MarkAll();
        var dirty = Take(FileState.Dirty);
        try
        {
            // A file renamed or deleted by somebody would take our bytes with it: look by its path.
            using var cursor = new FolderCursor(_files);
            foreach (var index in dirty)
                if (cursor.StatusOf(Root, metainfo.Files[index].Path) is not { Kind: FileKind.File }) throw Gone(index);
            if (dirty.Count < FlushAllFrom || !_files.TryFlushAll(Root))
                foreach (var index in dirty) FlushOne(index);
        }
        catch (DiskException)
        {
            foreach (var index in dirty) Mark(index, FileState.Dirty);
            throw;
        }

        var made = Take(FileState.Made);
        if (made.Count < FlushAllFrom) FlushFolders(made);
        else if (dirty.Count < FlushAllFrom) _files.TryFlushAll(Root);
    }

    /// <summary>Makes what no piece makes (empty files, links, the right to run), and checks that nothing is missing.</summary>
    public void Complete(Func<TorrentFile, bool> wants)
    {
        using var cursor = new FolderCursor(_files);
        foreach (var file in metainfo.Files)
        {
            if (file.IsPad || !wants(file)) continue;
            if (file.SymlinkTarget is { } target) Link(file, target);
            else if (file.Length == 0) Touch(file);
            else Check(file, cursor);
        }
    }

    /// <summary>Every file as it is now, by index; pads and links are <see cref="FileStamp.Missing"/>.</summary>
    public FileStamp[] Stamps()
    {
        var stamps = new FileStamp[metainfo.Files.Count];
        using var cursor = new FolderCursor(_files);
        foreach (var file in metainfo.Files)
        {
            var status = file.IsPad ? null : cursor.StatusOf(Root, file.Path);
            stamps[file.Index] = status is { Kind: FileKind.File } s ? new FileStamp(s.LengthBytes, s.ModifiedTicks) : FileStamp.Missing;
        }

        return stamps;
    }

    // What an earlier process wrote may still be in memory alone.
    private void MarkAll()
    {
        foreach (var (stamp, index) in Stamps().Select((stamp, index) => (stamp, index)))
            if (stamp.LengthBytes > 0) Mark(index, FileState.Dirty);
        _isSynced = true;
    }

    private List<int> Take(FileState state)
    {
        var taken = new List<int>();
        lock (_states)
        {
            for (var i = 0; i < _states.Length; i++)
            {
                if ((_states[i] & state) == 0) continue;
                _states[i] &= ~state;
                taken.Add(i);
            }
        }

        return taken;
    }

    private void FlushOne(int index)
    {
        var open = context.Handles.Acquire(this, index, write: true);
        try
        {
            var byPath = _files.StatusOf(Root, metainfo.Files[index].Path);
            if (byPath?.Identity != _files.StatusOf(open.Handle).Identity) throw Gone(index);
            _files.FlushFile(open.Handle);
        }
        catch (DiskException fault)
        {
            throw Named(fault, index);
        }
        finally
        {
            context.Handles.Release(open);
        }
    }

    private void FlushFolders(List<int> made)
    {
        foreach (var folder in made.SelectMany(i => Parents(metainfo.Files[i].Path)).Append(string.Empty).Distinct())
            if (made.Count > 0) _files.FlushFolder(Root, folder);
    }

    private void Link(TorrentFile file, string target)
    {
        EnsureRoot(make: true);
        var text = RelativeTarget(file.Path, target);
        if (!_files.MakeLink(Root, file.Path, text) && _files.ReadLink(Root, file.Path) != text) context.Log.LinkNotMade(file.Path, text);
    }

    private void Touch(TorrentFile file)
    {
        var open = context.Handles.Acquire(this, file.Index, write: true);
        try
        {
            if (file.IsExecutable) _files.MakeExecutable(open.Handle);
        }
        finally
        {
            context.Handles.Release(open);
        }
    }

    private void Check(TorrentFile file, FolderCursor cursor)
    {
        if (cursor.StatusOf(Root, file.Path) is not { Kind: FileKind.File } status) throw Gone(file.Index);
        if (status.LengthBytes < file.Length) throw Shorter(file.Index);
        if (!file.IsExecutable) return;
        var open = context.Handles.Acquire(this, file.Index, write: false);
        try
        {
            if (open.CanWrite) _files.MakeExecutable(open.Handle);
        }
        finally
        {
            context.Handles.Release(open);
        }
    }

    /// <summary>The folders a path goes through, deepest first.</summary>
    private static IEnumerable<string> Parents(string path)
    {
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1)) yield return path[..end];
    }

    /// <summary>How the target is called from where the link is.</summary>
    private static string RelativeTarget(string link, string target)
    {
        var (from, to) = (link.Split('/'), target.Split('/'));
        var same = 0;
        while (same < from.Length - 1 && same < to.Length - 1 && from[same] == to[same]) same++;
        return string.Join('/', Enumerable.Repeat("..", from.Length - 1 - same).Concat(to.Skip(same)));
    }
}
