using System.Buffers;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Rooms;

/// <summary>Asks for the part of a catalog that is newer than what one has: all of it at first, then the changes.</summary>
/// <param name="Since">Revision that one has; 0 is nothing.</param>
public readonly record struct CatalogRequest(long Since)
{
    private const int MaxDepth = 2;

    /// <param name="message">Kind included.</param>
    /// <param name="request">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, out CatalogRequest request)
    {
        request = default;
        if (message is not [(byte)RoomMessageKind.Request, ..] || message.Length > RoomLimits.MessageBytesMax) return false;
        var reader = new BencodeReader(message[1..], MaxDepth);
        if (!reader.TryReadDictionary()) return false;
        var since = -1L;
        while (reader.ReadKey(out var key))
            if (key.SequenceEqual("since"u8)) reader.TryReadInteger(out since);
        if (reader.Error != BencodeError.None || since < 0) return false;
        request = new CatalogRequest(since);
        return true;
    }

    /// <summary>The message, kind included.</summary>
    public byte[] ToMessage()
    {
        var output = new ArrayBufferWriter<byte>(32);
        output.Write([(byte)RoomMessageKind.Request]);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteInteger("since"u8, Since);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }
}
