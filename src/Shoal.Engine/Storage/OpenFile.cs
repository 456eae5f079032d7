using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Storage;

/// <summary>An open file of a torrent. Its users are counted under the pool's lock; the handle is closed when the last leaves.</summary>
internal sealed class OpenFile(TorrentFolder folder, int index, SafeFileHandle handle, bool canWrite)
{
    public TorrentFolder Folder => folder;
    public int Index => index;
    public SafeFileHandle Handle => handle;
    public bool CanWrite => canWrite;

    /// <summary>Held while a run is written: the system lets one writer into a file anyway, and burns the others' time meanwhile.</summary>
    public Lock Writing { get; } = new();

    /// <summary>Made when it was opened, and not written to yet.</summary>
    public bool IsNew { get; set; }

    // Below: the pool's, under its lock.
    public int Users { get; set; }

    /// <summary>Out of the pool: whoever leaves last closes it.</summary>
    public bool IsDetached { get; set; }
    public OpenFile? Newer { get; set; }
    public OpenFile? Older { get; set; }
}
