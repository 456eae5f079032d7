using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.PeerWire;

/// <summary>The pieces a peer may have while it is choked, the same whoever computes them (BEP 6, "allowed fast").</summary>
public static class AllowedFastSet
{
    /// <summary>How many pieces are allowed, as the BEP recommends.</summary>
    public const int DefaultSize = 10;

    /// <summary>Fills <paramref name="pieces"/> and returns how many there are: fewer in a small torrent, none for IPv6, where the BEP has no rule.</summary>
    /// <param name="peer">Address of the peer that is to be allowed.</param>
    /// <param name="infoHash">The swarm's name.</param>
    /// <param name="geometry">Of the torrent.</param>
    /// <param name="pieces">Room for as many as shall be allowed.</param>
    public static int Compute(IPAddress peer, InfoHash infoHash, TorrentGeometry geometry, Span<PieceIndex> pieces)
    {
        Span<byte> address = stackalloc byte[16];
        if (!peer.TryWriteBytes(address, out var addressLength)) return 0;
        if (addressLength != 4 && !peer.IsIPv4MappedToIPv6) return 0;

        // The last byte is left out: who has a whole /24 gets the same set for all of it.
        Span<byte> seed = stackalloc byte[4 + InfoHash.Size];
        address.Slice(addressLength - 4, 3).CopyTo(seed);
        seed[3] = 0;
        infoHash.CopyTo(seed[4..]);

        var wanted = Math.Min(pieces.Length, geometry.PieceCount);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        var count = 0;
        for (ReadOnlySpan<byte> input = seed; count < wanted; input = digest)
        {
            SHA1.HashData(input, digest);
            count = Add(digest, geometry, pieces[..wanted], count);
        }

        return count;
    }

    private static int Add(ReadOnlySpan<byte> digest, TorrentGeometry geometry, Span<PieceIndex> pieces, int count)
    {
        for (var i = 0; i < digest.Length && count < pieces.Length; i += 4)
        {
            var piece = geometry.Piece((int)(BinaryPrimitives.ReadUInt32BigEndian(digest[i..]) % (uint)geometry.PieceCount));
            if (!pieces[..count].Contains(piece)) pieces[count++] = piece;
        }

        return count;
    }
}
