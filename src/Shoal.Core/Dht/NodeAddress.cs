using System.Buffers.Binary;
using System.Net;
using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>Where a node is: address and UDP port in a value without a heap object, since a table holds thousands.</summary>
public readonly record struct NodeAddress
{
    /// <summary>Bytes on the wire, port included (BEP 5, BEP 32).</summary>
    public const int SizeV4 = 6;
    public const int SizeV6 = 18;

    private readonly ulong _high;
    private readonly ulong _low;

    /// <param name="address">4 or 16 bytes, as on the wire.</param>
    /// <param name="port">0 to 65,535.</param>
    public NodeAddress(ReadOnlySpan<byte> address, int port)
    {
        IsV6 = address.Length == 16;
        _high = IsV6 ? BinaryPrimitives.ReadUInt64BigEndian(address) : 0;
        _low = IsV6 ? BinaryPrimitives.ReadUInt64BigEndian(address[8..]) : BinaryPrimitives.ReadUInt32BigEndian(address);
        Port = (ushort)port;
    }

    private NodeAddress(ulong high, ulong low, bool isV6, ushort port) => (_high, _low, IsV6, Port) = (high, low, isV6, port);

    public bool IsV6 { get; }
    public ushort Port { get; }

    /// <summary>Bytes it takes with its port.</summary>
    public int CompactSize => IsV6 ? SizeV6 : SizeV4;

    /// <summary>The address alone, port 0: what limits by address are kept under.</summary>
    public NodeAddress Host => new(_high, _low, IsV6, 0);

    /// <summary>Whoever has one address there has as many as they like: /24 of IPv4, /64 of IPv6; port 0.</summary>
    public NodeAddress Subnet => IsV6 ? new(_high, 0, true, 0) : new(0, _low & 0xFFFF_FF00, false, 0);

    /// <summary>How far it reaches.</summary>
    public AddressScope Scope
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            return AddressScopes.Of(bytes[..WriteAddress(bytes)]);
        }
    }

    public static NodeAddress From(IPEndPoint endPoint) => From(endPoint.Address, endPoint.Port);

    public static NodeAddress From(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return new NodeAddress(bytes[..length], port);
    }

    /// <summary>Reads address and port end to end (BEP 5 "compact"); the length says the family.</summary>
    public static bool TryReadCompact(ReadOnlySpan<byte> bytes, out NodeAddress address)
    {
        var isOne = bytes.Length is SizeV4 or SizeV6;
        address = isOne ? new NodeAddress(bytes[..^2], BinaryPrimitives.ReadUInt16BigEndian(bytes[^2..])) : default;
        return isOne;
    }

    /// <summary>Writes 6 or 18 bytes; returns how many.</summary>
    public int WriteCompact(Span<byte> destination)
    {
        var length = WriteAddress(destination);
        BinaryPrimitives.WriteUInt16BigEndian(destination[length..], Port);
        return length + 2;
    }

    /// <summary>Writes 4 or 16 bytes; returns how many.</summary>
    public int WriteAddress(Span<byte> destination)
    {
        if (!IsV6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        return 16;
    }

    public NodeAddress WithPort(int port) => new(_high, _low, IsV6, (ushort)port);

    /// <summary>May somebody at this address tell us of the other? Nothing nearer than itself, nothing unusable, no port 0 (threats rows 25 and 27).</summary>
    public bool MayTellOf(NodeAddress other)
    {
        var scope = other.Scope;
        return other.Port != 0 && scope != AddressScope.Unusable && scope >= Scope;
    }

    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        return new IPEndPoint(new IPAddress(bytes[..WriteAddress(bytes)]), Port);
    }

    /// <summary>A number that nobody without the keys can aim.</summary>
    public ulong KeyedHash(ulong key0, ulong key1, ulong more) => Hashing.SipHash.Of(key0, key1, _high, _low, more);

    public override string ToString() => ToEndPoint().ToString();
}
