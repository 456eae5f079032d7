using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>Writes a torrent's state down now and then: data is synced first, then claimed, so a record is never ahead of the disk.</summary>
/// <param name="torrent">Whose state it is.</param>
/// <param name="memory">Where it goes.</param>
/// <param name="isFinal">The record on disk says that nobody writes to the files any more.</param>
/// <param name="seedingBefore">Seeding time in the record on disk.</param>
internal sealed class SavingRounds(LiveTorrent torrent, TorrentMemory memory, bool isFinal, TimeSpan seedingBefore)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private TimeSpan _next = Interval;
    private long _savedMark = -1;
    private Task _saving = Task.CompletedTask;
    private bool _isFinal = isFinal;
    private bool _isDueAgain;
    private TimeSpan? _savedSeeding;

    /// <summary>On the torrent's turn, each second.</summary>
    public void Tick(TimeSpan now)
    {
        if (now < _next || torrent.ChangeMark == _savedMark) return;
        _next = now + Interval;
        Save();
    }

    /// <summary>On the torrent's turn, before it moves data: a final record would call our own writes somebody's edits.</summary>
    public void Reopen()
    {
        if (_isFinal) Save();
        _isFinal = false;
    }

    /// <summary>On the torrent's turn: the record it was loaded from says it all, so nothing is written until something changes.</summary>
    public void Trust() => _savedMark = torrent.ChangeMark;

    /// <summary>On the torrent's turn: saves as it stands, away from the turn. One round at a time; what comes meanwhile is saved by one more.</summary>
    public void Save()
    {
        if (!memory.Keeps || (memory.ForgetsWhenDone && torrent.IsSeed)) return;
        _isDueAgain = !_saving.IsCompleted;
        if (_isDueAgain) return;
        _savedMark = torrent.ChangeMark;
        var (record, storage) = torrent.DescribeForResume();
        _savedSeeding = record.SeedingTime;
        _saving = SaveAsync(record, storage);
        _ = SaveAgainAsync(_saving);
    }

    // A torrent that rests has no ticks: nobody else would come back to it.
    private async Task SaveAgainAsync(Task round)
    {
        await round.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        torrent.TryPost(TorrentMessage.Do(() =>
        {
            if (_isDueAgain) Save();
        }));
    }

    /// <summary>
    /// The last round: waits for the one under way and for the last writes, then says how the files were left, so that whoever
    /// edits one before the next start is noticed.
    /// </summary>
    public async Task SaveLastAsync(TorrentStorage? storage)
    {
        await _saving.ConfigureAwait(false);
        if (storage is not null) await storage.DrainAsync().ConfigureAwait(false);
        if (!memory.Keeps) return;
        var record = torrent.DescribeForResume().Record;
        var isSeedingTold = record.SeedingTime - (_savedSeeding ?? seedingBefore) < torrent.SeedingSlack;
        if (torrent.ChangeMark == _savedMark && isSeedingTold && record.Pieces is null or { IsFull: true }) return;   // a complete file may not differ anyway
        await SaveAsync(record with { IsFinal = true }, storage).ConfigureAwait(false);
    }

    private async Task SaveAsync(ResumeRecord record, TorrentStorage? storage)
    {
        var claims = record;
        if (storage is not null && record.Pieces is not null)
        {
            try
            {
                await storage.SyncAsync().ConfigureAwait(false);
                claims = record with { Files = storage.FileStamps() };
            }
            catch (IOException)
            {
                return;                              // the torrent is told by its storage; the record before holds: it was synced
            }
        }

        memory.Save(claims);
        await memory.FlushAsync().ConfigureAwait(false);
    }
}
