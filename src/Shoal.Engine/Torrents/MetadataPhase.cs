using Shoal.Core.Extensions;
using Shoal.Core.Metainfo;
using Shoal.Core.PeerWire;
using Shoal.Core.Torrents;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Torrents;

/// <summary>Gets the info dictionary of a magnet from peers (BEP 9). Lives on the torrent's turns; the rules are in <see cref="MetadataDownload"/>.</summary>
internal sealed class MetadataPhase(LiveTorrent torrent, SwarmConnections peers, TorrentRecord record)
{
    private readonly MetadataDownload _download = new(record.InfoHashes);
    private readonly List<MetadataRequest> _requests = [];
    private readonly List<PeerHandle> _liars = [];

    public void OnExtensionsKnown(PeerConnection connection)
    {
        var extensions = connection.Extensions;
        if (!extensions.Theirs.Supports(ExtensionId.UtMetadata) || extensions.Handshake?.MetadataBytes is not { } bytes) return;
        _download.TryAddPeer(connection.Handle, bytes);
        Ask();
    }

    public void OnMessage(PeerConnection connection, byte[] payload)
    {
        if (!MetadataMessage.TryRead(payload, out var message)) return;
        var progress = _download.Receive(connection.Handle, message, torrent.Now, _liars);
        foreach (var liar in _liars) peers.Ban(liar, "it sent false metadata");
        _liars.Clear();
        if (progress == MetadataProgress.Complete) Conclude();
        else Ask();
    }

    public void Leave(PeerConnection connection) => _download.RemovePeer(connection.Handle);

    public void Tick() => Ask();

    private void Ask()
    {
        _download.Ask(torrent.Now, _requests);
        foreach (var request in _requests) peers.Find(request.Peer)?.Extensions.SendMetadata(MetadataMessage.Request(request.Piece));
        _requests.Clear();
    }

    private void Conclude()
    {
        if (MetainfoReader.TryReadInfo(_download.Info!.Value, out var metainfo, out var error))
            torrent.OnMetadataFound(metainfo with { Trackers = record.Trackers, WebSeeds = record.Magnet?.WebSeeds ?? [] });
        else
            torrent.Fail($"The torrent's metadata is unusable: {error}. Ask whoever made the magnet link.");
    }
}
