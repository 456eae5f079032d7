using System.Buffers.Binary;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.TrackerLoad;

/// <summary>Writes what is asked: which torrent, which peer.</summary>
internal sealed class Questions(LoadOptions options)
{
    private readonly Torrents _torrents = new(options.Torrents, options.Zipf);
    private ulong _random = 88172645463325252;
    private long _filled;

    private long Total => (long)options.Torrents * options.PeersPerTorrent;
    public bool IsAllFilled => _filled >= Total;

    public static int Connect(Span<byte> buffer, uint id)
    {
        UdpConnect.WriteRequest(buffer, id);
        return UdpConnect.RequestSize;
    }

    public int Scrape(Span<byte> buffer, uint id, ulong connection)
    {
        new UdpRequestHead(connection, UdpAction.Scrape, id).Write(buffer);
        for (var i = 0; i < options.Hashes; i++) _torrents.Write(_torrents.Draw(Next()), buffer[(UdpRequestHead.Size + (i * InfoHash.Size))..]);
        return UdpRequestHead.Size + (options.Hashes * InfoHash.Size);
    }

    public int Announce(Span<byte> buffer, uint id, ulong connection, out ushort port)
    {
        var isFill = options.Kind == "fill";
        var number = _filled % Total;
        if (isFill) _filled++;
        var torrent = isFill ? (int)(number % options.Torrents) : _torrents.Draw(Next());
        var peer = isFill ? (int)(number / options.Torrents) : (int)(Next() % (ulong)options.PeersPerTorrent);
        buffer[..UdpAnnounce.RequestSize].Clear();
        new UdpRequestHead(connection, UdpAction.Announce, id).Write(buffer);
        _torrents.Write(torrent, buffer[16..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[36..], peer + 1);
        // Every fourth is a seed.
        BinaryPrimitives.WriteInt64BigEndian(buffer[64..], peer % 4 == 0 ? 0 : 1);
        BinaryPrimitives.WriteInt32BigEndian(buffer[80..], isFill ? (int)AnnounceEvent.Started : 0);
        BinaryPrimitives.WriteInt32BigEndian(buffer[92..], isFill ? 0 : options.NumWant);
        port = (ushort)(peer + 1);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[96..], port);
        return UdpAnnounce.RequestSize;
    }

    // xorshift64
    public ulong Next()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        return _random ^= _random << 17;
    }
}
