namespace Shoal.Engine.Sessions;

/// <summary>What a torrent is doing.</summary>
public enum TorrentState
{
    /// <summary>Asking peers for the info dictionary of a magnet link (BEP 9).</summary>
    FetchingMetadata,

    /// <summary>Reading what is on disk to see which pieces are right.</summary>
    Checking,
    Downloading,

    /// <summary>Everything wanted is here; giving it to others.</summary>
    Seeding,
    Paused,

    /// <summary>Waiting for its turn in the queue: it has no peers and asks no tracker.</summary>
    Queued,

    /// <summary>Stopped by a fault; <see cref="TorrentSnapshot.Error"/> says which and whose move it is. Resume tries again.</summary>
    Failed,
}
