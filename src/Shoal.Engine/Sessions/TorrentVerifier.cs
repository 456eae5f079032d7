using Shoal.Core.Metainfo;
using Shoal.Engine.Hashing;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Sessions;

/// <summary>Tells what of a torrent's data is whole, without an engine.</summary>
public static class TorrentVerifier
{
    /// <summary>Hashes everything there is, on every core. A hybrid's pieces must pass both their hashes (BEP 52).</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="directory">Folder that holds the torrent's file or folder. Links below it are not followed.</param>
    /// <param name="progress">Told often, from several threads.</param>
    /// <param name="cancel">Ends the check early.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public static Task<VerifyReport> VerifyAsync(
        TorrentMetainfo metainfo, string directory, IProgress<HashingProgress>? progress = null, CancellationToken cancel = default)
    {
        var checker = new PieceChecker(metainfo, Path.GetFullPath(directory), FileSystems.Local);
        return Task.Factory.StartNew(
            () => checker.Check(progress, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
