using System.Buffers;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Codes;

/// <summary>The way into the swarm: its torrent, the sender's root certificate (in the torrent too) and the receiver's own certificate.</summary>
/// <param name="Torrent">A .torrent; empty when nothing that is sent has bytes.</param>
/// <param name="Root">X.509, DER. Its SHA-256 was bound to the proof.</param>
/// <param name="Leaf">X.509, DER, for the receiver's key, signed by the root.</param>
/// <param name="Clock">The sender's clock, in seconds since 1970: certificates are judged by it, for clocks of two machines may be hours apart.</param>
/// <param name="Port">Where the sender can be dialled; 0 is nowhere.</param>
public sealed record SwarmParcel(ReadOnlyMemory<byte> Torrent, ReadOnlyMemory<byte> Root, ReadOnlyMemory<byte> Leaf, int Port, long Clock)
{
    /// <summary>Longest certificate, in bytes.</summary>
    public const int CertificateBytesMax = 4 * 1024;

    /// <summary>Latest clock believed: the year 9000.</summary>
    private const long ClockMax = 221_845_392_000;

    public static bool TryRead(ReadOnlySpan<byte> body, out SwarmParcel swarm)
    {
        swarm = null!;
        var reader = new BencodeReader(body, maxDepth: 4);
        if (!reader.TryReadDictionary()) return false;
        ReadOnlySpan<byte> torrent = default, root = default, leaf = default;
        long port = 0, clock = 0;
        while (reader.ReadKey(out var field))
        {
            if (field.SequenceEqual("clock"u8)) reader.TryReadInteger(out clock);
            else if (field.SequenceEqual("leaf"u8)) reader.TryReadString(out leaf);
            else if (field.SequenceEqual("port"u8)) reader.TryReadInteger(out port);
            else if (field.SequenceEqual("root"u8)) reader.TryReadString(out root);
            else if (field.SequenceEqual("torrent"u8)) reader.TryReadString(out torrent);
        }

        if (reader.Error != BencodeError.None || port is < 0 or > ushort.MaxValue || clock is < 0 or > ClockMax) return false;
        if (root.Length is 0 or > CertificateBytesMax || leaf.Length is 0 or > CertificateBytesMax) return false;
        swarm = new SwarmParcel(torrent.ToArray(), root.ToArray(), leaf.ToArray(), (int)port, clock);
        return true;
    }

    public byte[] ToBody()
    {
        var output = new ArrayBufferWriter<byte>(Torrent.Length + 4096);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteInteger("clock"u8, Clock);
        writer.WriteString("leaf"u8, Leaf.Span);
        writer.WriteInteger("port"u8, Port);
        writer.WriteString("root"u8, Root.Span);
        writer.WriteString("torrent"u8, Torrent.Span);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }
}
