using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Hashing;
using Shoal.Engine.Sessions;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>Finds out which pieces are on disk and right, away from the torrent's turns. Believes what a resume record claims of unchanged files.</summary>
internal sealed class CheckPhase(LiveTorrent torrent, TorrentMetainfo metainfo, TorrentStorage storage, StorageContext context)
{
    /// <summary>Checks that look at a disk at once; the others wait without a thread. Thousands start together, and a disk may not answer.</summary>
    private const int ChecksMax = 8;

    private static readonly SemaphoreSlim Turns = new(ChecksMax);
    private readonly CancellationTokenSource _cancel = new();   // without a timer or a wait handle there is nothing to dispose
    private long _checkedBytes;

    public long CheckedBytes => Volatile.Read(ref _checkedBytes);

    /// <param name="believed">Pieces that need no look.</param>
    /// <param name="resume">What was recorded by an earlier run; null when there is none or it is not to be trusted.</param>
    public void Start(PieceSet? believed, ResumeRecord? resume) => _ = Task.Run(() => RunAsync(believed, resume));

    public void Cancel() => _cancel.Cancel();

    private async Task RunAsync(PieceSet? believed, ResumeRecord? resume)
    {
        try
        {
            var have = believed ?? await CheckInTurnAsync(resume).ConfigureAwait(false);
            await torrent.PostAsync(TorrentMessage.Do(() => torrent.OnChecked(this, have))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Expected: paused, removed or stopped meanwhile; whoever did it has moved on.
        }
        catch (IOException fault)
        {
            await torrent.PostAsync(TorrentMessage.Do(() => torrent.Fail(fault.Message))).ConfigureAwait(false);
        }
    }

    private async Task<PieceSet> CheckInTurnAsync(ResumeRecord? resume)
    {
        await Turns.WaitAsync(_cancel.Token).ConfigureAwait(false);
        try
        {
            return Check(resume);
        }
        finally
        {
            Turns.Release();
        }
    }

    private PieceSet Check(ResumeRecord? resume)
    {
        var (kept, suspects) = resume is null ? (new PieceSet(metainfo.Geometry.PieceCount), PieceSet.Full(metainfo.Geometry.PieceCount)) : Believed(resume);
        if (suspects.IsEmpty) return kept;
        var checker = new PieceChecker(metainfo, storage.Directory, context.Files, storage.Layers);
        var right = checker.CheckPieces(suspects, new Counter(this), _cancel.Token);
        for (var i = 0; i < kept.PieceCount; i++)
            if (kept.Contains(i)) right.Add(metainfo.Geometry.Piece(i));
        return right;
    }

    // Claims hold where files are as they were, or as only we can have left them; the rest is read.
    private (PieceSet Kept, PieceSet Suspects) Believed(ResumeRecord resume)
    {
        var check = ResumeCheck.Of(resume, metainfo, storage.FileStamps());
        if (!check.HasVanished) return (check.Kept, check.Suspects);
        throw new IOException(
            $"The files of {metainfo.Name} are gone from {storage.Directory}. Bring them back (is a disk not mounted?) and resume, or recheck to start over.");
    }

    private sealed class Counter(CheckPhase phase) : IProgress<HashingProgress>
    {
        public void Report(HashingProgress value) => Volatile.Write(ref phase._checkedBytes, value.DoneBytes);
    }
}
