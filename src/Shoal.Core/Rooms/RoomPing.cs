using System.Buffers;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Rooms;

/// <summary>"I am still here, and my catalog stands like this": who has an older one asks for what is new.</summary>
/// <param name="Revision">Of the catalog; grows with each change.</param>
/// <param name="Files">Files in it.</param>
/// <param name="Bytes">Of all of them.</param>
public readonly record struct RoomPing(long Revision, int Files, long Bytes)
{
    private const int MaxDepth = 2;

    /// <param name="message">Kind included.</param>
    /// <param name="ping">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, out RoomPing ping)
    {
        ping = default;
        if (message is not [(byte)RoomMessageKind.Ping, ..] || message.Length > RoomLimits.MessageBytesMax) return false;
        var reader = new BencodeReader(message[1..], MaxDepth);
        if (!reader.TryReadDictionary()) return false;
        long revision = 0, files = 0, bytes = 0;
        while (reader.ReadKey(out var key))
        {
            _ = key switch
            {
                _ when key.SequenceEqual("bytes"u8) => reader.TryReadInteger(out bytes),
                _ when key.SequenceEqual("files"u8) => reader.TryReadInteger(out files),
                _ when key.SequenceEqual("revision"u8) => reader.TryReadInteger(out revision),
                _ => true,
            };
        }

        if (reader.Error != BencodeError.None || !IsPossible(revision, files, bytes)) return false;
        ping = new RoomPing(revision, (int)files, bytes);
        return true;
    }

    /// <summary>The message, kind included.</summary>
    public byte[] ToMessage()
    {
        var output = new ArrayBufferWriter<byte>(64);
        output.Write([(byte)RoomMessageKind.Ping]);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteInteger("bytes"u8, Bytes);
        writer.WriteInteger("files"u8, Files);
        writer.WriteInteger("revision"u8, Revision);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }

    internal static bool IsPossible(long revision, long files, long bytes) =>
        revision >= 0 && files is >= 0 and <= RoomLimits.FilesPerMemberMax && bytes >= 0;
}
