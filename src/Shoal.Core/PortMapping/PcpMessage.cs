using System.Buffers.Binary;
using System.Net;

namespace Shoal.Core.PortMapping;

/// <summary>The MAP messages of PCP, the Port Control Protocol (RFC 6887).</summary>
/*  request                                                answer
    +---------+-----------+----------------------+         +---------+-----------+---------------+------------+
    | 2 (8)   | 0, op (8) | 0 (16)               |         | 2 (8)   | 1, op (8) | 0 (8)         | result (8) |
    | lifetime (32)                              |         | lifetime (32)                                    |
    | our address (128), IPv4 mapped into IPv6   |         | epoch (32), 0 (96)                               |
    +--------------------------------------------+         +--------------------------------------------------+
    | nonce (96), transport (8), 0 (24), internal port (16), external port (16), external address (128)         |
    +-----------------------------------------------------------------------------------------------------------+  */
public static class PcpMessage
{
    /// <summary>The port that gateways listen on, UDP; NAT-PMP's too.</summary>
    public const int ServerPort = 5351;

    /// <summary>Length of a MAP request, in bytes.</summary>
    public const int RequestBytes = HeaderBytes + MapBytes;

    /// <summary>Longest message of PCP, in bytes.</summary>
    public const int MaxBytes = 1_100;

    private const int HeaderBytes = 24;
    private const int MapBytes = 36;
    private const byte Version = 2;
    private const byte MapOpcode = 1;
    private const byte IsReply = 0x80;

    /// <param name="destination">Receives <see cref="RequestBytes"/> bytes.</param>
    /// <param name="client">Our address as the packet carries it: a gateway refuses a request whose addresses differ.</param>
    /// <param name="nonce">Of this mapping, the same at every renewal.</param>
    /// <param name="request">What is asked.</param>
    public static void WriteRequest(Span<byte> destination, IPAddress client, PcpNonce nonce, in MapRequest request)
    {
        destination[..RequestBytes].Clear();
        (destination[0], destination[1]) = (Version, MapOpcode);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], request.LifetimeSeconds);
        WriteAddress(destination[8..], client);
        nonce.CopyTo(destination[24..]);
        destination[36] = (byte)request.Transport;
        BinaryPrimitives.WriteUInt16BigEndian(destination[40..], (ushort)request.InternalPort);
        BinaryPrimitives.WriteUInt16BigEndian(destination[42..], (ushort)request.ExternalPort);
        WriteAddress(destination[44..], request.ExternalAddress ?? Unspecified(client));
    }

    /// <summary>Reads an answer to a MAP request; false when it is none, or cut.</summary>
    public static bool TryReadReply(ReadOnlySpan<byte> datagram, out PcpReply reply)
    {
        reply = default;
        if (datagram.Length is < HeaderBytes + MapBytes or > MaxBytes) return false;
        if (datagram[0] != Version || datagram[1] != (IsReply | MapOpcode)) return false;
        reply = new PcpReply
        {
            Result = (PcpResult)datagram[3],
            LifetimeSeconds = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            EpochSeconds = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            Nonce = new PcpNonce(datagram[24..]),
            Transport = (MappedTransport)datagram[36],
            InternalPort = BinaryPrimitives.ReadUInt16BigEndian(datagram[40..]),
            ExternalPort = BinaryPrimitives.ReadUInt16BigEndian(datagram[42..]),
            ExternalAddress = ReadAddress(datagram.Slice(44, 16)),
        };
        return true;
    }

    /// <summary>True for "I do not speak that version": of a gateway that knows only NAT-PMP, or only a later PCP (RFC 6887, appendix A).</summary>
    public static bool IsWrongVersion(ReadOnlySpan<byte> datagram) =>
        datagram.Length is >= 8 and <= MaxBytes && (datagram[1] & IsReply) != 0 && datagram[3] == (byte)PcpResult.UnsupportedVersion;

    private static IPAddress Unspecified(IPAddress client)
    {
        Span<byte> bytes = stackalloc byte[16];
        client.TryWriteBytes(bytes, out var length);
        return length == 4 ? IPAddress.Any : IPAddress.IPv6Any;
    }

    private static void WriteAddress(Span<byte> destination, IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4)
        {
            destination[..10].Clear();
            (destination[10], destination[11]) = (0xff, 0xff);
        }

        bytes[..length].CopyTo(destination[(16 - length)..]);
    }

    private static IPAddress ReadAddress(ReadOnlySpan<byte> bytes)
    {
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
