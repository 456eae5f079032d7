namespace Shoal.Core.Swarms;

/// <summary>Where each peer of a large swarm stands: open addressing over positions, four bytes a place.</summary>
/// <remarks>A place holds a position plus one; 0 is empty. The peers themselves are the keys, so they are passed along.</remarks>
internal static class PeerIndex
{
    /// <summary>Places for so many peers: three quarters full at most.</summary>
    public static int PlacesFor(int capacity) => capacity + (capacity / 3) + 1;

    /// <summary>Fills an index that is all zero.</summary>
    public static void Build<TPeer>(Span<int> index, ReadOnlySpan<TPeer> peers, ulong key)
        where TPeer : unmanaged, ISwarmPeer<TPeer>
    {
        for (var i = 0; i < peers.Length; i++) Add(index, peers, i, key);
    }

    /// <summary>Position of a peer, or -1.</summary>
    public static int Find<TPeer>(ReadOnlySpan<int> index, ReadOnlySpan<TPeer> peers, in TPeer peer, ulong key)
        where TPeer : unmanaged, ISwarmPeer<TPeer>
    {
        for (var place = Home(index, peer, key); index[place] != 0; place = Next(index, place))
        {
            var position = index[place] - 1;
            if (peers[position].IsSame(peer)) return position;
        }

        return -1;
    }

    /// <summary>Enters the peer that stands at a position.</summary>
    public static void Add<TPeer>(Span<int> index, ReadOnlySpan<TPeer> peers, int position, ulong key)
        where TPeer : unmanaged, ISwarmPeer<TPeer>
    {
        var place = Home(index, peers[position], key);
        while (index[place] != 0) place = Next(index, place);
        index[place] = position + 1;
    }

    /// <summary>A peer will stand elsewhere; called before it is copied.</summary>
    public static void Move<TPeer>(Span<int> index, ReadOnlySpan<TPeer> peers, int from, int to, ulong key)
        where TPeer : unmanaged, ISwarmPeer<TPeer> => index[PlaceOf(index, peers, from, key)] = to + 1;

    /// <summary>Takes out the peer at a position, and closes the gap so that no search stops short.</summary>
    public static void Remove<TPeer>(Span<int> index, ReadOnlySpan<TPeer> peers, int position, ulong key)
        where TPeer : unmanaged, ISwarmPeer<TPeer>
    {
        var gap = PlaceOf(index, peers, position, key);
        for (var place = Next(index, gap); index[place] != 0; place = Next(index, place))
        {
            var home = Home(index, peers[index[place] - 1], key);
            if (Distance(index, home, place) < Distance(index, gap, place)) continue;
            index[gap] = index[place];
            gap = place;
        }

        index[gap] = 0;
    }

    private static int PlaceOf<TPeer>(ReadOnlySpan<int> index, ReadOnlySpan<TPeer> peers, int position, ulong key)
        where TPeer : unmanaged, ISwarmPeer<TPeer>
    {
        var place = Home(index, peers[position], key);
        while (index[place] != position + 1) place = Next(index, place);
        return place;
    }

    private static int Home<TPeer>(ReadOnlySpan<int> index, in TPeer peer, ulong key)
        where TPeer : unmanaged, ISwarmPeer<TPeer> => (int)((ulong)peer.KeyedHash(key) * (uint)index.Length >> 32);

    private static int Next(ReadOnlySpan<int> index, int place) => place + 1 == index.Length ? 0 : place + 1;
    private static int Distance(ReadOnlySpan<int> index, int from, int to) => to >= from ? to - from : to - from + index.Length;
}
