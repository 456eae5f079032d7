using System.Runtime.InteropServices;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Core.Swarms;

/// <summary>One swarm: a slot of a book's table, one cache line. Leechers stand before seeds, so a seed's list is a plain window of the peers.</summary>
/*  hash (20) | tag (4) | leechers (4) | seeds (4) | downloads (4) | cleaned (2) | room (2 + 24)  */
[StructLayout(LayoutKind.Sequential, Pack = sizeof(uint))]
internal struct Swarm<TPeer>
    where TPeer : unmanaged, ISwarmPeer<TPeer>
{
    /// <summary>Bytes of a slot.</summary>
    public const int Size = 64;

    public InfoHash Hash;

    /// <summary>The keyed hash that orders the table.</summary>
    public uint Tag;

    private int _leechers;
    private int _seeds;
    private int _downloads;

    /// <summary>Generation of the last announce or sweep; peers older than it allows are gone since.</summary>
    public ushort CleanedAt;

    private PeerRoom<TPeer> _room;

    public readonly bool IsFree => _room.IsClosed;
    public readonly int Count => _leechers + _seeds;
    public readonly ScrapeCounts Counts => new(_seeds, _downloads, _leechers);

    /// <summary>Nothing would be lost by forgetting it.</summary>
    public readonly bool IsForgettable => Count == 0 && _downloads == 0;

    /// <summary>Good until a peer is added or removed, or the slot moves.</summary>
    public Span<TPeer> Peers => _room.Peers(Count);

    public void Open(in InfoHash hash, uint tag, ushort generation)
    {
        this = default;
        (Hash, Tag, CleanedAt) = (hash, tag, generation);
        _room.Open();
    }

    /// <summary>Gives its memory back.</summary>
    public void Close()
    {
        _room.Free();
        this = default;
    }

    public readonly bool IsSeedAt(int position) => position >= _leechers;

    public void CountDownload() => CountDownloads(1);
    public void CountDownloads(int more) => _downloads = (int)Math.Min(int.MaxValue, (long)_downloads + more);

    /// <summary>Where a peer stands; -1 when it does not.</summary>
    public int Find(in TPeer peer, ulong key) =>
        _room.HasIndex ? PeerIndex.Find(_room.Index, Peers, peer, key) : TPeer.Find(Peers, peer);

    /// <summary>Adds a peer that is not here; returns where it stands.</summary>
    public int Add(in TPeer peer, bool isSeed, ulong key)
    {
        _room.MakeRoom(Count, key);
        var position = Count;
        if (isSeed)
        {
            _seeds++;
            Put(position, peer, key);
            return position;
        }

        // The first seed makes way.
        _leechers++;
        if (_seeds > 0) Move(_leechers - 1, position, key);
        Put(_leechers - 1, peer, key);
        return _leechers - 1;
    }

    public void RemoveAt(int position, ulong key)
    {
        if (_room.HasIndex) PeerIndex.Remove(_room.Index, Peers, position, key);
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

        _room.GiveBackRoom(Count, key);
    }

    /// <summary>Removes peers older than <paramref name="maxAge"/> generations; returns how many.</summary>
    public int Expire(ushort generation, int maxAge, ulong key)
    {
        CleanedAt = generation;
        var before = Count;
        for (var i = before - 1; i >= 0; i--)
        {
            // Removing moves peers from behind, which were looked at already.
            if ((ushort)(generation - Peers[i].Generation) > maxAge) RemoveAt(i, key);
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
    public int Take(int asker, bool onlyLeechers, int wanted, ulong random, Span<byte> destination)
    {
        ReadOnlySpan<TPeer> peers = Peers[..(onlyLeechers ? _leechers : Count)];
        var half = peers.Length / 2;
        var isAskerBelow = asker >= 0 && asker < half;
        var isAskerAbove = asker >= half && asker < peers.Length;
        var below = half - (isAskerBelow ? 1 : 0);
        var above = peers.Length - half - (isAskerAbove ? 1 : 0);
        wanted = Math.Min(Math.Min(wanted, destination.Length / TPeer.CompactSize), below + above);
        if (wanted <= 0) return 0;

        var fromBelow = Math.Clamp(wanted / 2, wanted - above, below);
        var written = Window(peers[..half], isAskerBelow ? asker : half, fromBelow, (uint)random, destination);
        return written
            + Window(peers[half..], isAskerAbove ? asker - half : peers.Length - half, wanted - fromBelow, (uint)(random >> 32), destination[written..]);
    }

    // From a random place round to it again; the peer at "skipped", if there is one, is left out.
    private static int Window(ReadOnlySpan<TPeer> peers, int skipped, int count, uint random, Span<byte> destination)
    {
        var written = 0;
        var position = (int)((ulong)random * (uint)peers.Length >> 32);
        while (count > 0)
        {
            if (position == skipped) position++;
            if (position >= peers.Length) position = skipped == 0 ? 1 : 0;
            var end = position < skipped ? skipped : peers.Length;
            var run = peers.Slice(position, Math.Min(count, end - position));
            written += TPeer.WriteCompact(run, destination[written..]);
            count -= run.Length;
            position += run.Length;
        }

        return written;
    }

    private void Put(int position, in TPeer peer, ulong key)
    {
        var peers = Peers;
        peers[position] = peer;
        if (_room.HasIndex) PeerIndex.Add(_room.Index, peers, position, key);
    }

    private void Move(int from, int to, ulong key)
    {
        var peers = Peers;
        if (_room.HasIndex) PeerIndex.Move(_room.Index, peers, from, to, key);
        peers[to] = peers[from];
    }
}
