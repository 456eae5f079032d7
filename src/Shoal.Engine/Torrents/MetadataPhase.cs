using Shoal.Core.Extensions;
using Shoal.Core.Metainfo;
using Shoal.Core.PeerWire;
using Shoal.Core.Torrents;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Torrents;

/// <summary>Gets from peers what a link does not carry: the info dictionary (BEP 9), then the piece layers of v2 (BEP 52).</summary>
/// <remarks>Lives on the torrent's turns; the rules are in <see cref="MetadataDownload"/> and <see cref="PieceLayerDownload"/>.</remarks>
internal sealed class MetadataPhase(LiveTorrent torrent, SwarmConnections peers, TorrentRecord record)
{
    private readonly MetadataDownload _download = new(record.InfoHashes);
    private readonly List<MetadataRequest> _requests = [];
    private readonly List<PieceLayerRequest> _layerRequests = [];
    private readonly List<PeerHandle> _liars = [];
    private TorrentMetainfo? _metainfo = record.Metainfo;
    private PieceLayerDownload? _layers;

    /// <summary>For a torrent whose info dictionary is known and whose layers are not.</summary>
    public void StartWithLayers() => WantLayers();

    public void OnExtensionsKnown(PeerConnection connection)
    {
        var extensions = connection.Extensions;
        if (!extensions.Theirs.Supports(ExtensionId.UtMetadata) || extensions.Handshake?.MetadataBytes is not { } bytes) return;
        if (_metainfo is null) _download.TryAddPeer(connection.Handle, bytes);
        Ask();
    }

    public void Join(PeerConnection connection)
    {
        if (KnowsV2(connection)) _layers?.AddPeer(connection.Handle);
        Ask();
    }

    public void Leave(PeerConnection connection)
    {
        _download.RemovePeer(connection.Handle);
        _layers?.RemovePeer(connection.Handle);
    }

    public void OnMessage(PeerConnection connection, byte[] payload)
    {
        if (_metainfo is not null || !MetadataMessage.TryRead(payload, out var message)) return;
        var progress = _download.Receive(connection.Handle, message, torrent.Now, _liars);
        foreach (var liar in _liars)
            if (peers.Find(liar) is { } open) peers.Ban(open, "it sent false metadata");
        _liars.Clear();
        if (progress == MetadataProgress.Complete) ReadInfo();
        else Ask();
    }

    public void OnHashes(PeerConnection connection, HashesMessage hashes)
    {
        switch (_layers?.Receive(connection.Handle, hashes))
        {
            case PieceLayerProgress.Lie: peers.Ban(connection, "it sent false hashes"); break;
            case PieceLayerProgress.Complete: Finish(); break;
            default: Ask(); break;
        }
    }

    public void OnHashesRefused(PeerConnection connection, HashRange range)
    {
        _layers?.Reject(connection.Handle, new HashRejectMessage(range), torrent.Now);
        Ask();
    }

    public void Tick() => Ask();

    // Only who goes on under the v2 name understands hash requests; the bit in a handshake merely offers to.
    private bool KnowsV2(PeerConnection connection) => _metainfo?.InfoHashes.V2?.Truncated == connection.Link.Name;

    private void Ask()
    {
        if (_metainfo is null) AskForInfo();
        else AskForLayers();
    }

    private void AskForInfo()
    {
        _download.Ask(torrent.Now, _requests);
        foreach (var request in _requests) peers.Find(request.Peer)?.Extensions.SendMetadata(MetadataMessage.Request(request.Piece));
        _requests.Clear();
    }

    private void AskForLayers()
    {
        // A hybrid among peers of its v1 swarm only: nobody can give the layers, and v1's hashes are what the link vouches for.
        if (!_metainfo!.PieceHashes.IsEmpty && !peers.Open.Any(KnowsV2))
        {
            torrent.OnMetadataFound(_metainfo);
            return;
        }

        _layers?.Ask(torrent.Now, _layerRequests);
        foreach (var request in _layerRequests)
        {
            var message = new HashRequestMessage(request.Range);
            var frame = new byte[message.FrameLength];
            message.Write(frame);
            peers.Post(request.Peer, PeerCommand.Frame(frame));
        }

        _layerRequests.Clear();
    }

    private void ReadInfo()
    {
        if (!MetainfoReader.TryReadInfo(_download.Info!.Value, out var metainfo, out var error))
        {
            torrent.Fail($"The torrent's metadata is unusable: {error.Message} Ask whoever made the magnet link.");
            return;
        }

        if (metainfo.IsPrivate) torrent.TurnPrivate();
        _metainfo = metainfo with { Trackers = record.Trackers, WebSeeds = record.Magnet?.WebSeeds ?? [] };
        if (metainfo.InfoHashes.V2 is not null && metainfo.PieceLayers is null) WantLayers();
        else torrent.OnMetadataFound(_metainfo);
    }

    private void WantLayers()
    {
        _layers = new PieceLayerDownload(_metainfo!);
        foreach (var connection in peers.Open)
            if (KnowsV2(connection)) _layers.AddPeer(connection.Handle);
        if (_layers.Layers is not null) Finish();
        else Ask();
    }

    private void Finish() => torrent.OnMetadataFound(_metainfo! with { PieceLayers = _layers!.Layers });
}
