using System.Diagnostics.CodeAnalysis;

namespace Shoal.Core.Torrents;

/// <summary>The peers of one torrent, by handle and in a row. Rows are walked in an order only inputs decide: runs replay.</summary>
internal sealed class PeerTable
{
    private readonly Dictionary<int, TorrentPeer> _byHandle = [];
    private readonly List<TorrentPeer> _row = [];

    public int Count => _row.Count;
    public TorrentPeer this[int position] => _row[position];
    public List<TorrentPeer>.Enumerator GetEnumerator() => _row.GetEnumerator();

    public bool TryGet(PeerHandle handle, [MaybeNullWhen(false)] out TorrentPeer peer) => _byHandle.TryGetValue(handle.Value, out peer);

    public bool TryAdd(TorrentPeer peer)
    {
        if (!_byHandle.TryAdd(peer.Handle.Value, peer)) return false;
        peer.Position = _row.Count;
        _row.Add(peer);
        return true;
    }

    public void Remove(TorrentPeer peer)
    {
        _byHandle.Remove(peer.Handle.Value);
        var last = _row[^1];
        _row[peer.Position] = last;
        last.Position = peer.Position;
        _row.RemoveAt(_row.Count - 1);
        peer.HasLeft = true;
    }
}
