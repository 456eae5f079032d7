using Shoal.Core.Metainfo;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

// What takes long and is done to all files; each runs on the thread pool, and its fault is an IOException fit for people.
internal sealed partial class TorrentStorage
{
    private readonly SemaphoreSlim _upkeep = new(1, 1);

    /// <summary>Ends when every piece verified before the call is on the device: only then may a record claim it.</summary>
    /// <exception cref="IOException">The disk failed, or a file written was taken away: pieces verified since the last sync are in doubt.</exception>
    public Task SyncAsync() => RunAsync(_folder.Sync, failsTorrent: true);

    /// <summary>Makes the files that no piece makes: empty ones and links; rights to run. Call when everything wanted is verified.</summary>
    /// <param name="wants">The files selected; null is all.</param>
    /// <exception cref="IOException">A file is missing or shorter than its pieces were.</exception>
    public Task CompleteAsync(Func<TorrentFile, bool>? wants = null) =>
        RunAsync(() => _folder.Complete(wants ?? (_ => true)), failsTorrent: true);

    /// <summary>Every file's length and last write, by index; a missing file has length -1.</summary>
    public FileStamp[] FileStamps()
    {
        try
        {
            return _folder.Stamps();
        }
        catch (DiskException)
        {
            return [.. _metainfo.Files.Select(_ => FileStamp.Missing)];   // nothing known: everything is checked again
        }
    }

    /// <summary>Moves the files. Reading goes on while they are copied to another disk; verified pieces wait to be written.</summary>
    /// <exception cref="IOException">Something is in the way or failed; everything is where it was.</exception>
    public Task MoveAsync(string newDirectory) => RunAsync(() => Move(Path.GetFullPath(newDirectory)), failsTorrent: false);

    /// <summary>Deletes the torrent's own files and the folders that are empty then. Growing pieces are forgotten.</summary>
    /// <exception cref="IOException">A file could not be deleted.</exception>
    public Task DeleteAsync() => RunAsync(Delete, failsTorrent: false);

    private async Task RunAsync(Action deed, bool failsTorrent)
    {
        await _upkeep.WaitAsync().ConfigureAwait(false);
        try
        {
            await Task.Run(deed).ConfigureAwait(false);
        }
        catch (DiskException fault)
        {
            if (failsTorrent) Fail(fault);
            throw new IOException(DiskMessages.For(fault, _folder.Root, 0), fault);
        }
        finally
        {
            _upkeep.Release();
        }
    }

    private void Move(string newRoot)
    {
        if (newRoot == _folder.Root) return;
        _writes.Close();
        try
        {
            if (TryRename(newRoot)) return;
            _folder.CopyTo(newRoot);
            Alone(() => _folder.FinishCopy(newRoot));
        }
        finally
        {
            _writes.Open();
            Unpark();
        }
    }

    private bool TryRename(string newRoot)
    {
        var renamed = false;
        Alone(() => renamed = _folder.TryRename(newRoot));
        return renamed;
    }

    private void Delete()
    {
        foreach (var piece in _pieces.TakeAll()) Discard(piece);
        _writes.Close();
        try
        {
            Alone(_folder.Delete);
        }
        finally
        {
            _writes.Open();
            Unpark();
        }
    }

    /// <summary>With no reader inside and no file open.</summary>
    private void Alone(Action deed)
    {
        _reads.Close();
        try
        {
            _folder.CloseAll();
            deed();
        }
        finally
        {
            _reads.Open();
        }
    }
}
