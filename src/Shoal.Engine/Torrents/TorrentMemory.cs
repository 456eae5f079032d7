using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.State;

namespace Shoal.Engine.Torrents;

/// <summary>What outlives the process: writes torrents down and brings them back. Without a state folder it forgets everything.</summary>
internal sealed class TorrentMemory(StateFolder? folder, ILogger log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _folders = new(StringComparer.Ordinal);
    private volatile bool _isLetGo;

    /// <summary>False when nothing is kept: callers may save themselves the work.</summary>
    public bool Keeps => folder is not null && !_isLetGo;

    /// <summary>A torrent that is complete needs no record: it is taken apart. Default false.</summary>
    public bool ForgetsWhenDone { get; init; }

    /// <summary>Nothing more is worth writing down: what was remembered is about to be deleted.</summary>
    public void LetGo() => _isLetGo = true;

    /// <summary>Keeps the .torrent of a torrent whose metadata is known. Never waits.</summary>
    public void KeepMetainfo(TorrentRecord record)
    {
        if (folder is null || record.Metainfo is not { } metainfo) return;
        var bytes = record.TorrentFile.IsEmpty ? BytesOf(metainfo) : record.TorrentFile;
        _ = KeepAsync(metainfo.InfoHashes.Primary, bytes);
    }

    /// <summary>Takes note; written at the next flush. Claims in it must be true on the device.</summary>
    public void Save(ResumeRecord record) => folder?.Save(record);

    public void Forget(InfoHashes torrent) => folder?.Remove(torrent.Primary);

    /// <summary>Writes what was noted. A fault is logged and tried again with the next flush.</summary>
    public async Task FlushAsync()
    {
        if (folder is null) return;
        try
        {
            await folder.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            log.StateNotSaved(fault.Message);
        }
    }

    /// <summary>The torrents of the last run.</summary>
    public IReadOnlyList<SavedTorrent> Saved => folder?.Load() ?? [];

    /// <summary>They are all here: their records need no memory any more.</summary>
    public void LetSavedGo()
    {
        folder?.LetLoadedGo();
        _folders.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        if (folder is not null) await folder.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A torrent of the last run, from its record and its file; null when they do not suffice to go on.</summary>
    public TorrentRecord? Read(SavedTorrent saved)
    {
        var resume = saved.Record;
        TorrentMetainfo? metainfo = null;
        byte[]? bytes = null;
        if (saved.HasTorrent && (bytes = folder!.ReadTorrent(saved.InfoHash)) is not null
            && MetainfoReader.TryRead(bytes, out var read, out _) && read.InfoHashes.Answers(saved.InfoHash)) metainfo = read;
        var magnet = MagnetLink.TryParse(resume.Magnet, out var link, out _) ? link : null;
        if (metainfo is null && magnet is null)
        {
            log.TorrentNotRestored(resume.Name, saved.InfoHash);
            return null;
        }

        var tiers = metainfo?.Trackers ?? [.. magnet!.Trackers.Select(url => (IReadOnlyList<string>)[url])];
        return new TorrentRecord
        {
            InfoHashes = metainfo?.InfoHashes ?? magnet!.InfoHashes,
            Metainfo = metainfo,
            TorrentFile = bytes,
            Magnet = magnet,
            Directory = _folders.GetOrAdd(resume.Directory, resume.Directory),   // thousands of torrents are in few folders
            Peers = resume.Peers,
            Trackers = [.. tiers, .. resume.Trackers.Where(url => !tiers.Any(tier => tier.Contains(url))).Select(url => (IReadOnlyList<string>)[url])],
            AddedTrackers = resume.Trackers,
            Wants = resume.Wanted.Count == 0 ? null : file => file.Index >= resume.Wanted.Count || resume.Wanted[file.Index],
            IsSequential = resume.IsSequential,
            IsPaused = resume.IsPaused,
            DownloadLimit = resume.DownloadLimit,
            UploadLimit = resume.UploadLimit,
            DownloadedBytes = resume.DownloadedBytes,
            UploadedBytes = resume.UploadedBytes,
            AddedAt = resume.AddedAt,
            QueueKey = resume.QueueKey,
            IsForced = resume.IsForced,
            Labels = resume.Labels,
            Goals = resume.Goals,
            SeedingTime = resume.SeedingTime,
            IdleTime = resume.IdleTime,
            Resume = resume,
        };
    }

    private static ReadOnlyMemory<byte> BytesOf(TorrentMetainfo metainfo)
    {
        var output = new ArrayBufferWriter<byte>(metainfo.InfoBytes.Length + 1024);
        TorrentFileWriter.Write(metainfo, output);
        return output.WrittenMemory;
    }

    private async Task KeepAsync(InfoHash name, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await folder!.SaveTorrentAsync(name, bytes).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            log.StateNotSaved(fault.Message);
        }
        catch (ObjectDisposedException)
        {
            // Expected: the engine stopped right after the torrent was added.
        }
    }
}
