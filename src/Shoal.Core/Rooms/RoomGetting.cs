using System.Buffers;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Rooms;

/// <summary>"These files are on their way to me": who gets the same one trades pieces with me. All of them each time; none says that there are none.</summary>
/// <param name="Roots">What they are (BEP 52).</param>
public sealed record RoomGetting(IReadOnlyList<Sha256Hash> Roots)
{
    /// <summary>Most files told of.</summary>
    public const int RootsMax = 64;

    private const int MaxDepth = 2;

    /// <param name="message">Kind included.</param>
    /// <param name="getting">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, out RoomGetting getting)
    {
        getting = null!;
        if (message is not [(byte)RoomMessageKind.Getting, ..] || message.Length > RoomLimits.MessageBytesMax) return false;
        var reader = new BencodeReader(message[1..], MaxDepth);
        if (!reader.TryReadDictionary()) return false;
        ReadOnlySpan<byte> roots = default;
        while (reader.ReadKey(out var key))
            if (key.SequenceEqual("roots"u8)) reader.TryReadString(out roots);
        if (reader.Error != BencodeError.None || roots.Length % Sha256Hash.Size != 0 || roots.Length > RootsMax * Sha256Hash.Size) return false;
        var read = new Sha256Hash[roots.Length / Sha256Hash.Size];
        for (var i = 0; i < read.Length; i++) read[i] = new Sha256Hash(roots.Slice(i * Sha256Hash.Size, Sha256Hash.Size));
        getting = new RoomGetting(read);
        return true;
    }

    /// <summary>The message, kind included.</summary>
    public byte[] ToMessage()
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write([(byte)RoomMessageKind.Getting]);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteString("roots"u8, Roots.Take(RootsMax).SelectMany(root => root.ToArray()).ToArray());
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }
}
