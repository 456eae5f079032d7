using System.Buffers;
using System.Text;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Rooms;

/// <summary>The first message of each side: who is there.</summary>
public sealed record RoomHello
{
    /// <summary>Version of the messages; others are not understood.</summary>
    public const int Version = 1;

    /// <summary>Length of <see cref="Token"/>, in bytes.</summary>
    public const int TokenBytes = 16;

    /// <summary>Longest certificate, in bytes.</summary>
    public const int RootBytesMax = 4 * 1024;

    private const int MaxDepth = 4;

    public required MemberId Member { get; init; }

    /// <summary>What the person is called. A stranger's text: escape it where it is shown.</summary>
    public required string UserName { get; init; }

    /// <summary>Where the member can be dialled; 0 is nowhere.</summary>
    public int Port { get; init; }

    /// <summary>Between these two members always the same, and known to no third: nobody takes another's place.</summary>
    public required ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>Counts the connections that the dialler made in this room: of several with one member both ends keep the same.</summary>
    public long Serial { get; init; }

    /// <summary>In a room with a password: the member's root certificate, DER; its hash was proven. Empty in an open room.</summary>
    public ReadOnlyMemory<byte> Root { get; init; }

    /// <summary>How its catalog stands.</summary>
    public required RoomPing Standing { get; init; }

    /// <param name="message">Kind included.</param>
    /// <param name="hello">What it says; a name is cut at its limit.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, out RoomHello hello)
    {
        hello = null!;
        if (message is not [(byte)RoomMessageKind.Hello, ..] || message.Length > RoomLimits.MessageBytesMax) return false;
        var reader = new BencodeReader(message[1..], MaxDepth);
        if (!reader.TryReadDictionary()) return false;
        ReadOnlySpan<byte> id = default, name = default, root = default, token = default;
        long version = 0, port = 0, serial = 0, revision = 0, files = 0, bytes = 0;
        while (reader.ReadKey(out var key))
        {
            _ = key switch
            {
                _ when key.SequenceEqual("bytes"u8) => reader.TryReadInteger(out bytes),
                _ when key.SequenceEqual("files"u8) => reader.TryReadInteger(out files),
                _ when key.SequenceEqual("id"u8) => reader.TryReadString(out id),
                _ when key.SequenceEqual("name"u8) => reader.TryReadString(out name),
                _ when key.SequenceEqual("port"u8) => reader.TryReadInteger(out port),
                _ when key.SequenceEqual("revision"u8) => reader.TryReadInteger(out revision),
                _ when key.SequenceEqual("root"u8) => reader.TryReadString(out root),
                _ when key.SequenceEqual("serial"u8) => reader.TryReadInteger(out serial),
                _ when key.SequenceEqual("token"u8) => reader.TryReadString(out token),
                _ when key.SequenceEqual("v"u8) => reader.TryReadInteger(out version),
                _ => true,
            };
        }

        if (reader.Error != BencodeError.None || version != Version || id.Length != MemberId.Size || token.Length != TokenBytes) return false;
        if (port is < 0 or > ushort.MaxValue || serial < 0 || root.Length > RootBytesMax || !RoomPing.IsPossible(revision, files, bytes)) return false;
        hello = new RoomHello
        {
            Member = new MemberId(id),
            UserName = NameOf(name),
            Port = (int)port,
            Token = token.ToArray(),
            Serial = serial,
            Root = root.ToArray(),
            Standing = new RoomPing(revision, (int)files, bytes),
        };
        return true;
    }

    /// <summary>The message, kind included.</summary>
    public byte[] ToMessage()
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write([(byte)RoomMessageKind.Hello]);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteInteger("bytes"u8, Standing.Bytes);
        writer.WriteInteger("files"u8, Standing.Files);
        writer.WriteString("id"u8, Member.ToArray());
        writer.WriteText("name"u8, UserName);
        writer.WriteInteger("port"u8, Port);
        writer.WriteInteger("revision"u8, Standing.Revision);
        if (!Root.IsEmpty) writer.WriteString("root"u8, Root.Span);
        writer.WriteInteger("serial"u8, Serial);
        writer.WriteString("token"u8, Token.Span);
        writer.WriteInteger("v"u8, Version);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }

    // Cut after a whole character; a name of nothing is nobody's.
    private static string NameOf(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(name[..Math.Min(name.Length, RoomLimits.UserNameBytesMax)]).EnumerateRunes())
            if (rune.Value != 0xfffd) text.Append(rune.ToString());
        var trimmed = text.ToString().Trim();
        return trimmed.Length == 0 ? "?" : trimmed;
    }
}
