using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>What storage has to say, posted to the torrent. Storage waits when the inbox is full; the torrent never waits for storage.</summary>
internal sealed class StorageInbox(LiveTorrent torrent, PieceClaims? claims) : IStorageEvents
{
    public void OnPieceVerified(PieceIndex piece, ulong[]? blockDigests)
    {
        claims?.Add(piece);
        Post(TorrentInput.PieceVerified(piece, blockDigests));
    }

    public void OnPieceFailed(PieceIndex piece, ulong[] blockDigests) => Post(TorrentInput.PieceFailed(piece, blockDigests));
    public void OnStorageFailed(string message) => Post(TorrentMessage.Do(() => torrent.Fail(message)));

    private void Post(TorrentMessage message)
    {
        if (torrent.TryPost(message)) return;
        torrent.PostAsync(message).AsTask().GetAwaiter().GetResult();   // a thread of storage's own: waiting here is back-pressure
    }
}
