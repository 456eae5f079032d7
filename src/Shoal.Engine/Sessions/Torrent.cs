using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Core.Queueing;

namespace Shoal.Engine.Sessions;

/// <summary>A torrent in an engine. Every method posts to the torrent's inbox; none waits on a disk or a peer before it returns a task.</summary>
public abstract class Torrent
{
    private protected Torrent() { }

    public abstract InfoHashes InfoHashes { get; }

    /// <summary>Null until the metadata of a magnet is here.</summary>
    public abstract TorrentMetainfo? Metainfo { get; }

    /// <summary>Ends when the metadata is known; at once for a .torrent.</summary>
    public abstract Task<TorrentMetainfo> WaitForMetadataAsync(CancellationToken cancel = default);

    /// <summary>Ends when every wanted piece is verified and on disk, or throws what stopped it.</summary>
    /// <exception cref="TorrentFailedException">The torrent stopped by a fault.</exception>
    public abstract Task WaitForCompletionAsync(CancellationToken cancel = default);

    public abstract TorrentSnapshot Snapshot();
    public abstract IReadOnlyList<PeerSnapshot> Peers();

    /// <summary>Verified bytes of each file, by index.</summary>
    public abstract IReadOnlyList<long> FileProgress();

    /// <summary>Whether each file is wanted, by index; empty until the first check.</summary>
    public abstract IReadOnlyList<bool> SelectedFiles();

    /// <summary>The pieces that are verified, a bit each as in BEP 3's bitfield; empty until the first check is done.</summary>
    public abstract ReadOnlyMemory<byte> Pieces();

    /// <summary>
    /// Opens a file to read while it is downloaded: reading waits for what is not here, and what is read next is asked for first. The stream can
    /// seek; it is for one reader at a time, and only for asynchronous reading.
    /// </summary>
    /// <param name="file">Its index.</param>
    /// <param name="cancel">Ends the wait for the torrent's turn.</param>
    /// <exception cref="TorrentReadException">It cannot be read now; while reading: the torrent stopped, or the disk does not answer.</exception>
    public abstract Task<Stream> OpenFileAsync(int file, CancellationToken cancel = default);

    public abstract void AddPeer(IPEndPoint address);

    /// <summary>Downloads from a web server as well (BEP 19), until the engine ends; besides the web seeds of the torrent.</summary>
    /// <param name="url">http or https; of a folder, or of the file of a torrent that is one file.</param>
    /// <exception cref="ArgumentException">It is no such URL.</exception>
    public abstract void AddWebSeed(string url);
    public abstract Task PauseAsync(CancellationToken cancel = default);
    public abstract Task ResumeAsync(CancellationToken cancel = default);

    /// <summary>Reads all data again and believes nothing that was recorded.</summary>
    public abstract Task RecheckAsync(CancellationToken cancel = default);

    /// <summary>Moves the data to another folder; on a fault everything stays where it was.</summary>
    /// <exception cref="IOException">It could not be moved; the message says why.</exception>
    public abstract Task MoveAsync(string directory, CancellationToken cancel = default);

    /// <summary>Chooses files by index; unwanted ones keep what they have.</summary>
    public abstract Task SelectFilesAsync(Func<TorrentFile, bool> wants, CancellationToken cancel = default);
    public abstract void SetSequential(bool sequential);

    /// <summary>Payload bytes a second; 0 is no limit.</summary>
    public abstract void SetLimits(long download, long upload);

    /// <summary>Replaces its labels.</summary>
    /// <exception cref="ArgumentException">One cannot be kept; the message says why. See <see cref="TorrentLabels"/>.</exception>
    public abstract Task SetLabelsAsync(IReadOnlyList<string> labels, CancellationToken cancel = default);

    /// <summary>When it has given enough; what is not said is as for all torrents.</summary>
    public abstract Task SetGoalsAsync(SeedingGoals goals, CancellationToken cancel = default);

    /// <summary>With true it never waits in the queue, and goes on if it was paused.</summary>
    public abstract Task SetForcedAsync(bool isForced, CancellationToken cancel = default);
}

/// <summary>A torrent stopped by a fault; the message is one line for people and says whose move it is.</summary>
public sealed class TorrentFailedException(string message) : Exception(message);
