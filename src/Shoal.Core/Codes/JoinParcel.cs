using System.Buffers;
using System.Text;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Codes;

/// <summary>The receiver's first word: what its certificate is to be made for, and who it is.</summary>
/// <param name="PublicKey">A point of P-256, 65 bytes; its SHA-256 was bound to the proof.</param>
/// <param name="Name">What the person or machine is called. A stranger's text: escape it where it is shown.</param>
/// <param name="Port">Where others of the swarm can dial it; 0 is nowhere.</param>
public sealed record JoinParcel(ReadOnlyMemory<byte> PublicKey, string Name, int Port)
{
    /// <summary>Longest name kept, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 64;

    public static bool TryRead(ReadOnlySpan<byte> body, out JoinParcel join)
    {
        join = null!;
        var reader = new BencodeReader(body, maxDepth: 4);
        if (!reader.TryReadDictionary()) return false;
        ReadOnlySpan<byte> key = default, name = default;
        var port = 0L;
        while (reader.ReadKey(out var field))
        {
            if (field.SequenceEqual("key"u8)) reader.TryReadString(out key);
            else if (field.SequenceEqual("name"u8)) reader.TryReadString(out name);
            else if (field.SequenceEqual("port"u8)) reader.TryReadInteger(out port);
        }

        if (reader.Error != BencodeError.None || port is < 0 or > ushort.MaxValue || !P256Curve.IsPoint(key)) return false;
        join = new JoinParcel(key.ToArray(), Encoding.UTF8.GetString(name[..Math.Min(name.Length, MaxNameBytes)]), (int)port);
        return true;
    }

    public byte[] ToBody()
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteString("key"u8, PublicKey.Span);
        writer.WriteText("name"u8, Name);
        writer.WriteInteger("port"u8, Port);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }
}
