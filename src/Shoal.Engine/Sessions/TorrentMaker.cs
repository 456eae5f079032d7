using Shoal.Engine.Hashing;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Sessions;

/// <summary>Makes torrents of files and folders, without an engine.</summary>
public static class TorrentMaker
{
    /// <summary>Hashes the data once, on every core; a hybrid gets both its hashes from the one pass.</summary>
    /// <param name="request">What to make it of.</param>
    /// <param name="progress">Told often, from several threads.</param>
    /// <param name="cancel">Ends the work early.</param>
    /// <exception cref="TorrentCreationException">There is nothing to share, or something that cannot be; or a file changed meanwhile.</exception>
    /// <exception cref="IOException">The disk failed, or we may not read a file.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public static Task<CreatedTorrent> CreateAsync(
        CreateTorrent request, IProgress<HashingProgress>? progress = null, CancellationToken cancel = default) =>
        Task.Factory.StartNew(
            () => TorrentCreator.Create(request, FileSystems.Local, progress, cancel),
            cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
