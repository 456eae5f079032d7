using System.Runtime.InteropServices;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Core.Swarms;

/// <summary>One swarm: a slot of a book's table. Leechers stand before seeds in one array, so a seed's list is a plain window of it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Swarm<TPeer>
    where TPeer : unmanaged, ISwarmPeer<TPeer>
{
    public InfoHash Hash;

    /// <summary>Generation of the last announce or sweep; peers older than it allows are gone since.</summary>
    public ushort CleanedAt;

    private TPeer[]? _peers;
    private int[]? _index;
    private int _leechers;
    private int _seeds;
    private int _downloads;

    public readonly bool IsFree => _peers is null;
    public readonly int Count => _leechers + _seeds;
    public readonly ScrapeCounts Counts => new(_seeds, _downloads, _leechers);

    /// <summary>Nothing would be lost by forgetting it.</summary>
    public readonly bool IsForgettable => Count == 0 && _downloads == 0;

    public readonly TPeer this[int position] => _peers![position];

    public void Open(InfoHash hash, ushort generation)
    {
        this = default;
        (Hash, CleanedAt, _peers) = (hash, generation, []);
    }

    public readonly bool IsSeedAt(int position) => position >= _leechers;

    public void CountDownload() => _downloads = _downloads == int.MaxValue ? _downloads : _downloads + 1;

    /// <summary>Where a peer stands; -1 when it does not.</summary>
    public readonly int Find(in TPeer peer, ulong key)
    {
        if (_index is not null) return PeerIndex.Find(_index, _peers, peer, key);
        var peers = _peers.AsSpan(0, Count);
        for (var i = 0; i < peers.Length; i++)
        {
            if (peers[i].IsSame(peer)) return i;
        }

        return -1;
    }

    /// <summary>Renews a peer that is here.</summary>
    public readonly void Refresh(int position, ushort generation) => _peers![position] = _peers[position].At(generation);

    /// <summary>Adds a peer that is not here; returns where it stands.</summary>
    public int Add(in TPeer peer, bool isSeed, ulong key)
    {
        MakeRoom(key);
        var position = Count;
        if (isSeed)
        {
            Put(position, peer, key);
            _seeds++;
            return position;
        }

        // The first seed makes way.
        if (_seeds > 0) Move(_leechers, position, key);
        Put(_leechers, peer, key);
        return _leechers++;
    }

    public void RemoveAt(int position, ulong key)
    {
        if (_index is not null) PeerIndex.Remove(_index, _peers!, position, key);
        if (IsSeedAt(position))
        {
            var last = Count - 1;
            if (position != last) Move(last, position, key);
            _seeds--;
        }
        else
        {
            var lastLeecher = _leechers - 1;
            if (position != lastLeecher) Move(lastLeecher, position, key);
            if (_seeds > 0) Move(Count - 1, lastLeecher, key);
            _leechers--;
        }

        GiveBackRoom(key);
    }

    /// <summary>Removes peers older than <paramref name="maxAge"/> generations; returns how many.</summary>
    public int Expire(ushort generation, int maxAge, ulong key)
    {
        CleanedAt = generation;
        var before = Count;
        for (var i = before - 1; i >= 0; i--)
        {
            // Removing moves peers from behind, which were looked at already.
            if ((ushort)(generation - _peers![i].Generation) > maxAge) RemoveAt(i, key);
        }

        return before - Count;
    }

    /// <summary>Writes up to <paramref name="wanted"/> peers: two windows at random places, each peer at most once, never the asker.</summary>
    /// <param name="asker">Where the asker stands; -1 when it does not.</param>
    /// <param name="onlyLeechers">A seed has no use for seeds.</param>
    /// <param name="wanted">At most.</param>
    /// <param name="random">Any 64 bits.</param>
    /// <param name="destination">Receives compact peers.</param>
    /// <returns>Bytes written.</returns>
    public readonly int Take(int asker, bool onlyLeechers, int wanted, ulong random, Span<byte> destination)
    {
        var peers = _peers.AsSpan(0, onlyLeechers ? _leechers : Count);
        var half = peers.Length / 2;
        var isAskerBelow = asker >= 0 && asker < half;
        var isAskerAbove = asker >= half && asker < peers.Length;
        var below = half - (isAskerBelow ? 1 : 0);
        var above = peers.Length - half - (isAskerAbove ? 1 : 0);
        wanted = Math.Min(Math.Min(wanted, destination.Length / TPeer.CompactSize), below + above);
        if (wanted <= 0) return 0;

        var fromBelow = Math.Clamp(wanted / 2, wanted - above, below);
        var written = Window(peers[..half], isAskerBelow ? asker : -1, fromBelow, (uint)random, destination);
        return written
            + Window(peers[half..], isAskerAbove ? asker - half : -1, wanted - fromBelow, (uint)(random >> 32), destination[written..]);
    }

    private static int Window(ReadOnlySpan<TPeer> peers, int asker, int count, uint random, Span<byte> destination)
    {
        var written = 0;
        var position = (int)((ulong)random * (uint)peers.Length >> 32);
        for (; count > 0; position++)
        {
            if (position == peers.Length) position = 0;
            if (position == asker) continue;
            peers[position].WriteCompact(destination[written..]);
            written += TPeer.CompactSize;
            count--;
        }

        return written;
    }

    private readonly void Put(int position, in TPeer peer, ulong key)
    {
        _peers![position] = peer;
        if (_index is not null) PeerIndex.Add(_index, _peers, position, key);
    }

    private readonly void Move(int from, int to, ulong key)
    {
        if (_index is not null) PeerIndex.Move(_index, _peers!, from, to, key);
        _peers![to] = _peers[from];
    }

    private void MakeRoom(ulong key)
    {
        if (Count < _peers!.Length) return;
        Resize(Count + Math.Max(1, Count / 2), key);
    }

    private void GiveBackRoom(ulong key)
    {
        if (Count == 0) (_peers, _index) = ([], null);
        else if (Count < _peers!.Length / 4) Resize(_peers.Length / 2, key);
    }

    private void Resize(int capacity, ulong key)
    {
        Array.Resize(ref _peers, capacity);
        _index = capacity > PeerIndex.Threshold ? PeerIndex.Build(_peers, Count, capacity, key) : null;
    }
}
