using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;
using Shoal.Engine.Peers;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Rooms;

/// <summary>One file being got from all members that have it, to its place in a folder.</summary>
internal sealed class RoomDownload(EngineServices services, TorrentTable torrents, GetRoomFile request, CatalogEntry entry, InfoHash? room, SwarmTls? tls)
{
    /// <summary>Who is asked for the file again and again while it is on its way.</summary>
    public required Func<RoomHolders> Holders { get; init; }

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>Nobody has it any more, or nobody answers: people are told after this long.</summary>
    private static readonly TimeSpan GonePatience = TimeSpan.FromSeconds(8), SilencePatience = TimeSpan.FromSeconds(45);

    private readonly HashSet<IPEndPoint> _told = [];
    private LiveTorrent? _torrent;

    public CatalogEntry Entry => entry;
    public string Directory { get; } = Path.GetFullPath(request.Directory!);

    /// <summary>The file's piece layer once it is here; empty for a file of one piece.</summary>
    public byte[] Layer { get; private set; } = [];

    public RoomTransferState State { get; private set; } = RoomTransferState.Getting;

    public RoomTransferSnapshot Snapshot()
    {
        var now = Volatile.Read(ref _torrent)?.Snapshot();
        return new RoomTransferSnapshot
        {
            Name = entry.Name,
            Root = entry.Root,
            TotalBytes = entry.Length,
            DoneBytes = State == RoomTransferState.Done ? entry.Length : Math.Min(now?.WantedDoneBytes ?? 0, entry.Length),
            DownloadRate = State == RoomTransferState.Getting ? now?.DownloadRate ?? 0 : 0,
            Peers = Volatile.Read(ref _torrent)?.Peers() ?? [],
            State = State,
        };
    }

    /// <returns>Where it is now.</returns>
    /// <exception cref="RoomException">Nobody has it any more, or its name is taken.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public async Task<string> RunAsync(CancellationToken cancel)
    {
        try
        {
            if (RoomTorrent.Create(entry.Root, entry.Length, room) is not { } metainfo) throw new RoomException("What the members say of this file cannot be.");
            FileSystems.Local.MakeRoot(Directory);
            if (request.Conflicts == CodeConflict.Fail && Path.Exists(Path.Combine(Directory, entry.Name)))
                throw new RoomException($"{entry.Name} is there already. Overwrite it, or get it under another name (--overwrite, --rename).");
            var place = await FetchAsync(metainfo, cancel).ConfigureAwait(false);
            State = RoomTransferState.Done;
            return place;
        }
        catch (DiskException fault)
        {
            State = RoomTransferState.Failed;
            throw new IOException(DiskMessages.For(fault, Directory, 0), fault);
        }
        catch
        {
            State = RoomTransferState.Failed;
            throw;
        }
    }

    /// <summary>The file is shared by ourselves: no need to ask anybody.</summary>
    public static async Task<string> CopyAsync(SharedFile here, GetRoomFile request, CancellationToken cancel)
    {
        var folder = Path.GetFullPath(request.Directory!);
        if (Path.GetDirectoryName(here.FullPath) == folder) return here.FullPath;
        System.IO.Directory.CreateDirectory(folder);
        var place = Path.Combine(folder, here.Entry.Name);
        if (Path.Exists(place) && request.Conflicts == CodeConflict.Fail) throw new RoomException($"{here.Entry.Name} is there already.");
        if (Path.Exists(place) && request.Conflicts == CodeConflict.Rename) place = Path.Combine(folder, ReceivedFiles.Numbered(folder, here.Entry.Name));
        await Task.Run(() => File.Copy(here.FullPath, place, request.Conflicts == CodeConflict.Overwrite), cancel).ConfigureAwait(false);
        return place;
    }

    private async Task<string> FetchAsync(Core.Metainfo.TorrentMetainfo metainfo, CancellationToken cancel)
    {
        var folder = ReceivedFolder.Create(Directory, services.Log);
        var isDone = false;
        try
        {
            var earlier = await folder.AdoptAsync(metainfo, TorrentBytes(metainfo)).ConfigureAwait(false);
            var torrent = torrents.Add(new PrivateSwarm
            {
                Metainfo = metainfo, Directory = folder.DataPath, Tls = tls, Memory = folder.Memory, Resume = earlier,
            });
            Volatile.Write(ref _torrent, torrent);
            try
            {
                await TransferAsync(torrent, cancel).ConfigureAwait(false);
                Layer = entry.Length > metainfo.Geometry.PieceBytes ? torrent.Content!.Metainfo.PieceLayers!.Hashes.ToArray() : [];
                folder.Memory.LetGo();
            }
            finally
            {
                await torrents.ReleaseAsync(torrent).ConfigureAwait(false);
            }

            State = RoomTransferState.Placing;
            var place = await Task.Run(() => Place(folder.DataPath, metainfo.Name), CancellationToken.None).ConfigureAwait(false);
            isDone = true;
            return place;
        }
        catch (TorrentFailedException fault)
        {
            throw new RoomException(fault.Message);
        }
        finally
        {
            if (isDone) await folder.DeleteAsync().ConfigureAwait(false);
            else await folder.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task TransferAsync(LiveTorrent torrent, CancellationToken cancel)
    {
        var done = torrent.WaitForCompletionAsync(cancel);
        var aloneSince = services.Time.GetTimestamp();
        while (!done.IsCompleted)
        {
            var holders = Holders();
            foreach (var peer in holders.Whole.Concat(holders.Getting))
                if (_told.Add(peer)) torrent.AddPeer(peer);
            await Task.WhenAny(done, Task.Delay(LookPeriod, services.Time, cancel)).ConfigureAwait(false);
            var now = torrent.Snapshot();
            if (now.Peers > 0 || now.State == TorrentState.Checking) aloneSince = services.Time.GetTimestamp();
            if (services.Time.GetElapsedTime(aloneSince) < (holders.Whole.Count == 0 ? GonePatience : SilencePatience)) continue;
            throw new RoomException(holders.Whole.Count == 0
                ? $"Nobody in the room has {entry.Name} any more, or not as it was. What arrived is kept: get it again when somebody has it."
                : $"Nobody who has {entry.Name} answers. What arrived is kept: get it again later.");
        }

        await done.ConfigureAwait(false);
    }

    private string Place(string dataPath, string name)
    {
        var disk = FileSystems.Local;
        using (var file = disk.Open(dataPath, name, FileAccess.ReadWrite, executable: false, out _)!)
            disk.SetModified(file, DateTime.UnixEpoch.AddSeconds(Math.Clamp(entry.ModifiedSeconds, 0, uint.MaxValue)));
        for (var tries = 0; ; tries++)
        {
            var wanted = tries == 0 ? entry.Name : ReceivedFiles.Numbered(Directory, entry.Name);
            if (disk.TryMove(dataPath, name, Directory, wanted, replace: request.Conflicts == CodeConflict.Overwrite)) return Path.Combine(Directory, wanted);
            if (request.Conflicts != CodeConflict.Rename || tries > 10) throw new RoomException($"{entry.Name} is there already; what arrived is kept for the next attempt.");
        }
    }

    private static byte[] TorrentBytes(Core.Metainfo.TorrentMetainfo metainfo)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>(512);
        Core.Metainfo.TorrentFileWriter.Write(metainfo, output);
        return output.WrittenSpan.ToArray();
    }
}
