using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Shoal.Core.Metainfo;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

/// <summary>The files of one torrent under one folder: opened when needed, never through a link, never cut.</summary>
/// <param name="metainfo">The torrent.</param>
/// <param name="root">Folder the files' paths start from.</param>
/// <param name="context">What torrents share.</param>
/// <param name="mustExist">Data was claimed in the folder: when it is missing, somebody took it away (a disk not mounted), and it is not made anew.</param>
/// <param name="isSynced">What is in the files now is on the device.</param>
internal sealed partial class TorrentFolder(TorrentMetainfo metainfo, string root, StorageContext context, bool mustExist, bool isSynced)
{
    /// <summary>Folders kept open: trees are written all over, rarest pieces first.</summary>
    private const int FoldersKept = 16;

    private readonly IFileSystem _files = context.Files;
    private readonly FolderCursor _folders = new(context.Files, FoldersKept);   // under OpeningLock
    private readonly FileState[] _states = new FileState[metainfo.Files.Count];
    private FileIdentity? _identity;
    private bool _mustExist = mustExist;
    private bool _isSynced = isSynced;

    /// <summary>Bits of what is known about a file; each is set after the deed it stands for.</summary>
    [Flags]
    private enum FileState : byte { None = 0, Dirty = 1, Made = 2, Ready = 4, SaidLonger = 8 }

    public string Root { get; private set; } = Path.GetFullPath(root);

    /// <summary>The pool's: open files by index.</summary>
    public OpenFile?[] Open { get; } = new OpenFile?[metainfo.Files.Count];

    /// <summary>Held while a file is opened, so that one file is opened once.</summary>
    public Lock OpeningLock { get; } = new();

    /// <summary>Writes a run of bytes into one file.</summary>
    public void Write(int index, long offset, ReadOnlySpan<byte> bytes)
    {
        var file = context.Handles.Acquire(this, index, write: true);
        try
        {
            lock (file.Writing)
            {
                for (var done = 0; done < bytes.Length; done += StorageContext.WriteBytes)
                {
                    var part = bytes[done..Math.Min(bytes.Length, done + StorageContext.WriteBytes)];
                    _files.Write(file.Handle, part, offset + done);
                }
            }

            // A deleted file takes bytes gladly and keeps none. One that was made a moment ago is looked at when everything is complete.
            if (file.IsNew) file.IsNew = false;
            else if (_files.StatusOf(file.Handle).Links == 0) throw Gone(index);
        }
        catch (DiskException fault)
        {
            throw Named(fault, index);
        }
        finally
        {
            context.Handles.Release(file);
        }

        // After the write: a sync that began before it must not take the mark away.
        if ((_states[index] & FileState.Dirty) == 0) Mark(index, FileState.Dirty);
    }

    /// <summary>Fills all parts from one file.</summary>
    /// <exception cref="DiskException">The file is gone, failed or shorter than the parts reach.</exception>
    public unsafe void Read(int index, long offset, Span<MemoryPart> parts)
    {
        var file = context.Handles.Acquire(this, index, write: false);
        try
        {
            while (parts.Length > 0)
            {
                var read = _files.Read(file.Handle, parts, offset);
                if (read == 0) throw Shorter(index);
                offset += read;
                parts = Skip(parts, read);
            }
        }
        catch (DiskException fault)
        {
            throw Named(fault, index);
        }
        finally
        {
            context.Handles.Release(file);
        }
    }

    /// <summary>For the pool, under <see cref="OpeningLock"/>: the file, open.</summary>
    public OpenFile OpenNow(int index, bool write)
    {
        var file = metainfo.Files[index];
        try
        {
            EnsureRoot(write);
            var handle = Walk(index, write, out var length, out var created);
            try
            {
                Prepare(handle, file, length, write, created);
                return new OpenFile(this, index, handle, write) { Users = 1, IsNew = created };
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (DiskException fault)
        {
            throw Named(fault, index);
        }
    }

    /// <summary>Closes everything that is open, files in use as soon as they are given back.</summary>
    public void CloseAll()
    {
        context.Handles.CloseAll(this);
        lock (OpeningLock) _folders.Forget();
    }

    /// <summary>Bytes the files have yet to occupy.</summary>
    public long MissingBytes()
    {
        var missing = 0L;
        using var cursor = new FolderCursor(_files);
        foreach (var file in metainfo.Files)
        {
            if (file.IsPad || file.Length == 0) continue;
            try
            {
                missing += Math.Max(0, file.Length - (cursor.StatusOf(Root, file.Path)?.AllocatedBytes ?? 0));
            }
            catch (DiskException)
            {
                missing += file.Length;              // only a figure in a message
            }
        }

        return missing;
    }

    private static unsafe Span<MemoryPart> Skip(Span<MemoryPart> parts, long bytes)
    {
        while (parts.Length > 0 && (nuint)bytes >= parts[0].Length)
        {
            bytes -= (long)parts[0].Length;
            parts = parts[1..];
        }

        if (bytes > 0) parts[0] = new MemoryPart(parts[0].Start + bytes, parts[0].Length - (nuint)bytes);
        return parts;
    }

    /// <summary>The folder is there, and is the one it was: a disk unmounted under us leaves an empty folder or none.</summary>
    private void EnsureRoot(bool make)
    {
        var status = _files.StatusOf(Root, string.Empty);
        if (status is null && make && _identity is null && !_mustExist)
        {
            _files.MakeRoot(Root);
            status = _files.StatusOf(Root, string.Empty);
        }

        if (status is not { Kind: FileKind.Folder } folder) throw new DiskException(DiskProblem.Gone, Root, "no such folder");
        if (_identity is { } known && known != folder.Identity)
            throw new DiskException(DiskProblem.Gone, Root, "another folder stands in its place");
        _identity = folder.Identity;
    }

    // A folder kept open may have been taken away since: then the path decides.
    private SafeFileHandle Walk(int index, bool write, out long length, out bool created)
    {
        var file = metainfo.Files[index];
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                var folder = _folders.Enter(Root, file.Path, create: write, out var name);
                (length, created) = (0, false);
                var access = write ? FileAccess.ReadWrite : FileAccess.Read;
                return folder?.Open(name, access, file.IsExecutable, out length, out created) ?? throw Gone(index);
            }
            catch (DiskException fault) when (fault.Problem == DiskProblem.Gone && !isAgain)
            {
                _folders.Forget();
            }
        }
    }

    private void Prepare(SafeFileHandle handle, TorrentFile file, long length, bool write, bool created)
    {
        if (length > file.Length)
        {
            if (write) throw new DiskException(DiskProblem.WrongKind, file.Path, LongerText(length, file.Length));
            if (Mark(file.Index, FileState.SaidLonger)) context.Log.FileLonger(file.Path, length, file.Length);
        }

        if (!write) return;
        if (created) Mark(file.Index, FileState.Made);
        if (context.Preallocate && length < file.Length) _files.Reserve(handle, file.Length);
    }

    /// <summary>True when the mark was not there before.</summary>
    private bool Mark(int index, FileState state)
    {
        lock (_states)
        {
            var isNew = (_states[index] & state) == 0;
            _states[index] |= state;
            return isNew;
        }
    }

    private static string LongerText(long length, long expected) => $"it is {length} bytes long, the torrent's is {expected}";

    private DiskException Gone(int index) => new(DiskProblem.Gone, metainfo.Files[index].Path, "no such file");

    private DiskException Shorter(int index) => new(DiskProblem.Gone, metainfo.Files[index].Path, "it is shorter than it was");

    // Calls on handles do not know their path.
    private DiskException Named(DiskException fault, int index) =>
        fault.Path.Length > 0 ? fault : new DiskException(fault.Problem, metainfo.Files[index].Path, fault.Detail);
}
