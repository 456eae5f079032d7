using System.Buffers.Binary;
using System.Net;

namespace Shoal.Core.PortMapping;

/// <summary>The messages of NAT-PMP, PCP's forerunner for IPv4 (RFC 6886).</summary>
/*  request                                                answer
    +-------+--------+                                     +-------+--------+-------------+------------+-----------------+
    | 0 (8) | 0 (8)  |            the address              | 0 (8) | 128 (8)| result (16) | epoch (32) | address (32)    |
    +-------+--------+--------+---------+---------+------+ +-------+--------+-------------+------------+-----------------+
    | 0 (8) | op (8) | 0 (16) | internal, external  | lif| | 0 (8) | 128+op | result (16) | epoch (32) | internal (16),  |
    |       |        |        | port (16 each)      | (32| |       |        |             |            | external, life  |
    +-------+--------+--------+---------------------+----+ +-------+--------+-------------+------------+-----------------+
    op 1 is UDP, 2 is TCP  */
public static class NatPmpMessage
{
    /// <summary>Length of a request for a mapping, in bytes.</summary>
    public const int MapRequestBytes = 12;

    /// <summary>Length of the question for the address, in bytes.</summary>
    public const int AddressRequestBytes = 2;

    private const int AddressReplyBytes = 12;
    private const int MapReplyBytes = 16;
    private const byte IsReply = 0x80;

    /// <param name="destination">Receives <see cref="MapRequestBytes"/> bytes.</param>
    /// <param name="request">What is asked; taking back wishes for no port (RFC 6886, section 3.4).</param>
    public static void WriteMapRequest(Span<byte> destination, in MapRequest request)
    {
        destination[..MapRequestBytes].Clear();
        destination[1] = OpcodeOf(request.Transport);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)request.InternalPort);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)(request.LifetimeSeconds == 0 ? 0 : request.ExternalPort));
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], request.LifetimeSeconds);
    }

    /// <param name="destination">Receives <see cref="AddressRequestBytes"/> bytes.</param>
    public static void WriteAddressRequest(Span<byte> destination) => destination[..AddressRequestBytes].Clear();

    /// <summary>Reads either answer; false when it is none, or cut. An error may be as short as its first eight bytes.</summary>
    public static bool TryReadReply(ReadOnlySpan<byte> datagram, out NatPmpReply reply)
    {
        reply = default;
        if (datagram.Length < 8 || datagram[0] != 0 || datagram[1] is not (IsReply or IsReply | 1 or IsReply | 2)) return false;
        var opcode = datagram[1] & ~IsReply;
        reply = new NatPmpReply
        {
            Result = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            EpochSeconds = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            Transport = opcode switch { 1 => MappedTransport.Udp, 2 => MappedTransport.Tcp, _ => MappedTransport.None },
        };
        if (opcode == 0 && datagram.Length >= AddressReplyBytes) reply = reply with { ExternalAddress = new IPAddress(datagram.Slice(8, 4)) };
        if (opcode != 0 && datagram.Length >= MapReplyBytes)
        {
            reply = reply with
            {
                InternalPort = BinaryPrimitives.ReadUInt16BigEndian(datagram[8..]),
                ExternalPort = BinaryPrimitives.ReadUInt16BigEndian(datagram[10..]),
                LifetimeSeconds = BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]),
            };
        }

        return reply.Result != 0 || datagram.Length >= (opcode == 0 ? AddressReplyBytes : MapReplyBytes);
    }

    private static byte OpcodeOf(MappedTransport transport) => transport == MappedTransport.Udp ? (byte)1 : (byte)2;
}
