using Shoal.Core.Extensions;
using Shoal.Core.Metainfo;
using Shoal.Core.PeerWire;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Engine.Peers;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>From one phase to the next: metadata known, check done, everything here, phase ended.</summary>
internal sealed partial class LiveTorrent
{
    private TorrentStorage? _storage;
    private FileProgress? _files;
    private IReadOnlyList<long> _fileProgress = [];

    // Made when it is first needed, and kept until the torrent stops.
    private TorrentStorage OpenStorage() => _storage ??= new TorrentStorage(
        _record.Metainfo!, _record.Directory, _services.Storage, new StorageInbox(this, _record.Claims),
        mustExist: _record.Resume?.Pieces is { IsEmpty: false }, isSynced: _record.Claims is null);

    public void OnExtensionsKnown(PeerConnection connection)
    {
        if (connection.Extensions.Handshake?.YourAddress is { } ours) _services.External.Vote(connection.Address.Address, ours);
        _peers.OnExtensionsKnown(connection);
        _metadata?.OnExtensionsKnown(connection);
        _transfer?.Handle(TorrentInput.PeerTakesRequests(connection.Handle, connection.Extensions.MaxRequests), Now);
    }

    public void OnPeersTold(PeerConnection connection, PexMessage message) => _peers.OnPeersTold(connection, message);

    /// <summary>It finds peers by its trackers alone (BEP 27).</summary>
    public bool IsPrivate => _record.IsPrivate;

    /// <summary>The peer is known to have all pieces.</summary>
    public bool HasEverything(PeerConnection connection) => _transfer?.Core.TryGetPeer(connection.Handle, out var facts) == true && facts.IsSeed;

    /// <summary>The info dictionary says that the torrent is private: from this moment on nobody hears of it but its trackers.</summary>
    public void TurnPrivate()
    {
        _record.IsPrivate = true;
        _discovery.Start();
        _peers.TurnPrivate();
    }

    public void OnMetadata(PeerConnection connection, byte[] payload) => _metadata?.OnMessage(connection, payload);

    public void OnHashes(PeerConnection connection, HashRange range, byte[] hashes) =>
        _metadata?.OnHashes(connection, new HashesMessage(range, hashes));

    public void OnHashesRefused(PeerConnection connection, HashRange range) => _metadata?.OnHashesRefused(connection, range);

    // Nodes of a private torrent's peers are none of ours: it must not be seen to know the DHT (BEP 27).
    public void OnDhtPort(PeerConnection connection, int port)
    {
        if (!IsPrivate) _services.Dht?.Hear(connection.Address.Address, port);
    }

    /// <summary>The metadata phase found what it looked for.</summary>
    public void OnMetadataFound(TorrentMetainfo metainfo)
    {
        _record.Metainfo = metainfo;
        _metadata = null;
        _metadataKnown.TrySetResult(metainfo);
        _services.Memory.KeepMetainfo(_record);
        _discovery.Start();   // under both names now, or under trackers alone if it is private
        Check();
    }

    /// <summary>The check is done: pieces in <paramref name="have"/> are right and on disk.</summary>
    public void OnChecked(CheckPhase check, PieceSet have)
    {
        if (check != _check) return;   // a pause or a second check came in between
        _check = null;
        var metainfo = _record.Metainfo!;
        _files ??= new FileProgress(metainfo, _record.Wants);
        _files.Restart(have);
        if (!Ticket.MayRun)
        {
            (_have, _record.BelievedPieces) = (have, have);
            _peers.CloseAll("it waits for its turn");
            Enter(TorrentState.Queued);
            return;
        }

        var isAsRecorded = _recalled?.Bytes.SequenceEqual(have.Bytes) == true;
        _recalled = null;
        var core = new TorrentCore(metainfo.Geometry, have, _files.Priorities(), _services.Options.Torrents, EngineServices.NextSeed());
        if (_record.IsSequential) core.Handle(TorrentInput.ModeChanged(new TorrentMode(Sequential: true)), Now, []);
        var content = new TorrentContent(metainfo, _storage!, core.Have);
        _transfer = new TorrentTransfer(core, content, _peers, _webSeeds, OnCompleted);
        Volatile.Write(ref _content, content);
        _have = core.Have;
        Enter(IsDone ? TorrentState.Seeding : TorrentState.Downloading);
        foreach (var connection in _peers.Open.ToArray()) Adopt(connection, content);
        _discovery.Start();
        _peers.Dial();
        _webSeeds.Start(_transfer, _record.WebSeeds, Now);
        if (IsDone) Finish(justNow: false, isAsRecorded);
        else _saving.Reopen();
    }

    private bool IsDone => _files is { } files && files.WantedDoneBytes == files.WantedBytes;

    private void Adopt(PeerConnection connection, TorrentContent content)
    {
        List<TorrentInput> replayed = [];
        if (!connection.Adopt(content, replayed))
        {
            connection.Close("it claimed pieces that do not exist");
            return;
        }

        if (connection.KnowsWhatWeHave) SayEach(connection, content.Have);
        else SayWhatWeHave(connection, content.Have);
        Join(connection);
        foreach (var input in replayed) _transfer!.Handle(input, Now);
        foreach (var input in _early.Take(connection.Handle)) _transfer!.Handle(input, Now);
    }

    // A bitfield may only come first (BEP 3): who has been told that we have nothing hears of the pieces one by one.
    private static void SayEach(PeerConnection connection, PieceSet have)
    {
        for (var i = 0; i < have.PieceCount; i++)
            if (have.Contains(i)) connection.TryPost(new PeerCommand(PeerCommandKind.Have, i));
    }

    private void OnCompleted()
    {
        if (_state == TorrentState.Downloading) Finish(justNow: true, isAsRecorded: false);
    }

    private void Finish(bool justNow, bool isAsRecorded) => _ = FinishAsync(_storage!, justNow, isAsRecorded);

    // Empty files, links and modes are made where the disk may be waited for; then the world is told.
    private async Task FinishAsync(TorrentStorage storage, bool justNow, bool isAsRecorded)
    {
        try
        {
            await storage.CompleteAsync(_record.Wants).ConfigureAwait(false);
            await PostAsync(TorrentMessage.Do(() => Finished(justNow, isAsRecorded))).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            await PostAsync(TorrentMessage.Do(() => Fail(failure.Message))).ConfigureAwait(false);
        }
    }

    private void Finished(bool justNow, bool isAsRecorded)
    {
        if (_transfer is null || !IsDone) return;
        Enter(TorrentState.Seeding);
        if (justNow) _discovery.Completed();
        if (isAsRecorded) _saving.Trust();
        else _saving.Save();
        _completed.TrySetResult();
    }

    // Leaves whatever phase the torrent is in; what is verified stays believed.
    private void EndPhase(string reason)
    {
        _seeding.Look(IsSeed, _counters.Uploaded, Now);
        if (_transfer is { } transfer) _record.BelievedPieces = transfer.Core.Have.Copy();
        var check = _check;
        (_check, _metadata, _transfer) = (null, null, null);
        check?.Cancel();
        Volatile.Write(ref _content, null);
        _readers.End(reason[..1].ToUpperInvariant() + reason[1..] + ".");
        _peers.CloseAll(reason);
        _webSeeds.Stop();
        _ = _discovery.StopAsync();
    }

    private async Task EndAsync(bool deleteData, CancellationToken cancel)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        EndPhase("Shoal is stopping");
        await _discovery.StopAsync(cancel).ConfigureAwait(false);
        await _webSeeds.EndedAsync().ConfigureAwait(false);
        if (deleteData && _record.Metainfo is not null) await OpenStorage().DeleteAsync().ConfigureAwait(false);
        else await _saving.SaveLastAsync(_storage).ConfigureAwait(false);
        if (_storage is not null) await _storage.DisposeAsync().ConfigureAwait(false);
        _completed.TrySetCanceled(CancellationToken.None);
        _metadataKnown.TrySetCanceled(CancellationToken.None);
    }
}
