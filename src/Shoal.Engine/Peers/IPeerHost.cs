using Shoal.Core.Extensions;
using Shoal.Core.PeerWire;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Peers;

/// <summary>What a connection sees of its torrent: an inbox, limits, and the content once it is known.</summary>
internal interface IPeerHost
{
    /// <summary>Null until the metadata of a magnet is here.</summary>
    TorrentContent? Content { get; }

    /// <summary>The clock of the torrent's rules.</summary>
    TimeSpan Now { get; }
    RateLimits DownloadLimits { get; }
    RateLimits UploadLimits { get; }

    /// <summary>Posts without waiting; false when the inbox is full.</summary>
    bool TryPost(in TorrentMessage message);

    /// <summary>Posts, waiting for room: this is how a busy torrent slows a socket down.</summary>
    ValueTask PostAsync(TorrentMessage message);

    /// <summary>On a turn: the peer said which extensions it speaks (again).</summary>
    void OnExtensionsKnown(PeerConnection connection);

    /// <summary>On a turn: a ut_metadata message that is no request (BEP 9).</summary>
    void OnMetadata(PeerConnection connection, byte[] payload);

    /// <summary>On a turn: hashes we asked for came, 32 bytes each, base layer first (BEP 52).</summary>
    void OnHashes(PeerConnection connection, HashRange range, byte[] hashes);

    /// <summary>On a turn: hashes we asked for will not come.</summary>
    void OnHashesRefused(PeerConnection connection, HashRange range);

    /// <summary>The peer's DHT node is at this port of its address (BEP 5). Any thread.</summary>
    void OnDhtPort(PeerConnection connection, int port);

    /// <summary>On a turn: the peer told of others (BEP 11).</summary>
    void OnPeersTold(PeerConnection connection, PexMessage message);

    /// <summary>Reading the data for a peer failed: the torrent must stop.</summary>
    void OnReadFailed(string message);
}
