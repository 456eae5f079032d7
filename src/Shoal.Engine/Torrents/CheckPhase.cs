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
    private readonly CancellationTokenSource _cancel = new();
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
            var have = believed ?? Check(resume);
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
        finally
        {
            _cancel.Dispose();
        }
    }

    private PieceSet Check(ResumeRecord? resume)
    {
        var believed = resume is null ? null : Believed(resume);
        if (believed is { IsFull: true }) return believed;
        var doubtful = PieceSet.Full(metainfo.Geometry.PieceCount);
        for (var i = 0; i < doubtful.PieceCount; i++)
            if (believed?.Contains(i) == true) doubtful.Remove(metainfo.Geometry.Piece(i));

        var checker = new PieceChecker(metainfo, storage.Directory, context.Files, storage.Layers);
        var right = checker.CheckPieces(doubtful, new Counter(this), _cancel.Token);
        for (var i = 0; i < doubtful.PieceCount; i++)
            if (believed?.Contains(i) == true) right.Add(metainfo.Geometry.Piece(i));
        return right;
    }

    // The claims of a record hold where files are as they were; pieces that touch another file are read.
    private PieceSet? Believed(ResumeRecord resume)
    {
        var now = storage.FileStamps();
        switch (resume.Judge(now))
        {
            case ResumeVerdict.Vanished:
                throw new IOException(
                    $"The files of {metainfo.Name} are gone from {storage.Directory}. Bring them back (is a disk not mounted?) and resume, or recheck to start over.");
            case ResumeVerdict.NothingClaimed: return null;
            case ResumeVerdict.Unchanged: return resume.Pieces!.PieceCount == metainfo.Geometry.PieceCount ? resume.Pieces.Copy() : null;
            case ResumeVerdict.Changed:
            default: return WithoutChanged(resume, now);
        }
    }

    private PieceSet? WithoutChanged(ResumeRecord resume, FileStamp[] now)
    {
        if (resume.Pieces!.PieceCount != metainfo.Geometry.PieceCount || resume.Files.Count != now.Length) return null;
        var believed = resume.Pieces.Copy();
        foreach (var file in metainfo.Files.Where(file => file.Length > 0 && !file.IsPad && resume.Files[file.Index] != now[file.Index]))
        {
            var last = (int)((file.Offset + file.Length - 1) / metainfo.Geometry.PieceBytes);
            for (var piece = (int)(file.Offset / metainfo.Geometry.PieceBytes); piece <= last; piece++)
                believed.Remove(metainfo.Geometry.Piece(piece));
        }

        return believed;
    }

    private sealed class Counter(CheckPhase phase) : IProgress<HashingProgress>
    {
        public void Report(HashingProgress value) => Volatile.Write(ref phase._checkedBytes, value.DoneBytes);
    }
}
