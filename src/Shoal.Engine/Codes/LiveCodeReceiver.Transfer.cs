using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Peers;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>After the yes: into the swarm, to the last piece, and everything to its place.</summary>
internal sealed partial class LiveCodeReceiver
{
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>Nobody to get pieces from: people are told after this long, sooner when the sender said that it stops.</summary>
    private static readonly TimeSpan AlonePatience = TimeSpan.FromSeconds(45), AlonePatienceAfterFarewell = TimeSpan.FromSeconds(5);

    private readonly List<IPEndPoint> _others = [];

    public override async Task<IReadOnlyList<string>> AcceptAsync(AcceptCode request, CancellationToken cancel = default)
    {
        var manifest = await _offer.Task.WaitAsync(cancel).ConfigureAwait(false);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancel);
        try
        {
            var files = ReceivedFiles.Plan(manifest, request);
            Enter(CodeReceiverPhase.Preparing);
            _answer.TrySetResult(true);
            var parcel = await _wayIn.Task.WaitAsync(either.Token).ConfigureAwait(false);
            if (!SHA256.HashData(parcel.Root.Span).AsSpan().SequenceEqual(_rootHash)) throw new CodeException("The sender's certificate is not the one it proved.");
            if (manifest.HasContents) await FetchAsync(manifest, files, request, parcel, either.Token).ConfigureAwait(false);
            else files.Place(null);
            await SayDoneAsync().ConfigureAwait(false);
            Enter(CodeReceiverPhase.Done);
            return files.Places;
        }
        catch (DiskException fault)
        {
            Enter(CodeReceiverPhase.Failed);
            throw new IOException(DiskMessages.For(fault, request.Directory, 0), fault);
        }
        catch (Exception fault) when (fault is CodeException or IOException or UnauthorizedAccessException or TorrentFailedException)
        {
            Enter(CodeReceiverPhase.Failed);
            throw;
        }
    }

    private async Task FetchAsync(CodeManifest manifest, ReceivedFiles files, AcceptCode request, SwarmParcel parcel, CancellationToken cancel)
    {
        if (!MetainfoReader.TryRead(parcel.Torrent, out var metainfo, out _) || !Fits(metainfo, manifest))
            throw new CodeException("What the sender sends is not what it offered.");
        var folder = ReceivedFolder.Create(Path.GetFullPath(request.Directory), _services.Log);
        SwarmTls? tls = null;
        var isDone = false;
        try
        {
            var earlier = await folder.AdoptAsync(metainfo, parcel.Torrent).ConfigureAwait(false);
            lock (_lock) _resumedBytes = BytesOf(earlier.Pieces!, metainfo.Geometry);
            var ahead = DateTimeOffset.FromUnixTimeSeconds(parcel.Clock) - _services.Time.GetUtcNow();
            tls = _key.Join(parcel.Root.Span, parcel.Leaf.Span, () => _services.Time.GetUtcNow() + ahead);
            var torrent = _torrents.Add(new PrivateSwarm
            {
                Torrent = parcel.Torrent,
                Directory = folder.DataPath,
                Tls = tls,
                Memory = folder.Memory,
                Resume = earlier,
                Claims = folder.Claims,
                Peers = SenderAddresses(parcel),
            });
            Volatile.Write(ref _torrent, torrent);
            Enter(CodeReceiverPhase.Receiving);
            TellOthers(torrent);
            try
            {
                await TransferAsync(torrent, manifest, cancel).ConfigureAwait(false);
                folder.Memory.LetGo();
            }
            finally
            {
                await _torrents.ReleaseAsync(torrent).ConfigureAwait(false);
            }

            Enter(CodeReceiverPhase.Placing);
            await Task.Run(() => files.Place(folder.DataPath), CancellationToken.None).ConfigureAwait(false);
            isDone = true;
        }
        catch (CryptographicException)
        {
            throw new CodeException("The sender's certificate cannot be used.");
        }
        finally
        {
            tls?.Dispose();
            if (isDone) await folder.DeleteAsync().ConfigureAwait(false);
            else await folder.DisposeAsync().ConfigureAwait(false);
        }
    }

    // The torrent has the offer's files with bytes, in order, and nothing else.
    private static bool Fits(TorrentMetainfo metainfo, CodeManifest manifest) =>
        metainfo is { IsPrivate: true, InfoHashes: { V1: null, V2: not null }, PieceLayers: not null }
        && metainfo.Files.Select(file => (file.Path, file.Length)).SequenceEqual(
            manifest.Contents.Select((entry, i) => ($"{SentFileSystem.TorrentName}/{SentFileSystem.NameOf(i)}", entry.Length)));

    private IReadOnlyList<IPEndPoint> SenderAddresses(SwarmParcel parcel)
    {
        if (_sender is not { } sender) return [];
        // Where we dialled it, it listens; where it dialled us from, it does not.
        if (!sender.IsIncoming) return [sender.Address];
        return parcel.Port > 0 ? [new IPEndPoint(sender.Address.Address, parcel.Port)] : [];
    }

    private void TellOthers(LiveTorrent torrent)
    {
        IPEndPoint[] others;
        lock (_lock)
        {
            others = [.. _others];
            _others.Clear();
        }

        foreach (var other in others) torrent.AddPeer(other);
    }

    private async Task TransferAsync(LiveTorrent torrent, CodeManifest manifest, CancellationToken cancel)
    {
        var done = torrent.WaitForCompletionAsync(cancel);
        var aloneSince = _services.Time.GetTimestamp();
        while (!done.IsCompleted)
        {
            await Task.WhenAny(done, Task.Delay(ReportPeriod, _services.Time, cancel)).ConfigureAwait(false);
            var now = torrent.Snapshot();
            if (now.Peers > 0 || now.State == TorrentState.Checking) aloneSince = _services.Time.GetTimestamp();
            var patience = _farewell == CodeFarewell.None ? AlonePatience : AlonePatienceAfterFarewell;
            if (_services.Time.GetElapsedTime(aloneSince) > patience)
                throw new CodeException(_farewell == CodeFarewell.None ? "The sender went away. Ask for a new code; what arrived is kept and goes on from there." : Words(_farewell));
            await TellSenderAsync(CodeParcelKind.Progress, new ProgressParcel(Math.Min(now.WantedDoneBytes, manifest.TotalBytes), manifest.TotalBytes).ToBody()).ConfigureAwait(false);
        }

        await done.ConfigureAwait(false);
        // What was not downloaded was here: claimed by the record, or found beside its claims.
        lock (_lock) _resumedBytes = Math.Max(_resumedBytes, manifest.TotalBytes - torrent.Snapshot().DownloadedBytes);
    }

    private static long BytesOf(PieceSet pieces, TorrentGeometry geometry) =>
        Enumerable.Range(0, pieces.PieceCount).Where(pieces.Contains).Sum(piece => (long)geometry.LengthOf(geometry.Piece(piece)));

    private Task SayDoneAsync() => TellSenderAsync(CodeParcelKind.Farewell, [(byte)CodeFarewell.Done]);

    private async Task TellSenderAsync(CodeParcelKind kind, byte[] body)
    {
        if (_sender is not { } sender) return;
        try
        {
            await sender.SayAsync(kind, body, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected))
        {
            // Expected: the sender is gone; the swarm may still have everything.
        }
    }
}
