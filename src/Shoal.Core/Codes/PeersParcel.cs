using System.Buffers.Binary;
using System.Net;

namespace Shoal.Core.Codes;

/// <summary>Where others of a swarm are: told by the sender to those it let in.</summary>
/// <param name="Addresses">At most <see cref="AddressesMax"/>.</param>
public sealed record PeersParcel(IReadOnlyList<IPEndPoint> Addresses)
{
    /// <summary>Most addresses of one parcel.</summary>
    public const int AddressesMax = 200;

    private const int EntryBytes = 18;

    /// <summary>Entries of 16 bytes of address (IPv4 mapped) and 2 of port; those with port 0 are left out.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out PeersParcel peers)
    {
        var addresses = new List<IPEndPoint>();
        peers = new PeersParcel(addresses);
        if (body.Length % EntryBytes != 0 || body.Length > AddressesMax * EntryBytes) return false;
        for (; !body.IsEmpty; body = body[EntryBytes..])
        {
            var address = new IPAddress(body[..16]);
            var port = BinaryPrimitives.ReadUInt16BigEndian(body[16..]);
            if (port != 0) addresses.Add(new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port));
        }

        return true;
    }

    public byte[] ToBody() =>
        [.. Addresses.Take(AddressesMax).SelectMany(a => (byte[])[.. a.Address.MapToIPv6().GetAddressBytes(), (byte)(a.Port >> 8), (byte)a.Port])];
}
