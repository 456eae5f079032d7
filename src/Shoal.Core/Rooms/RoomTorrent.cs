using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shoal.Core.Bencoding;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Rooms;

/// <summary>The torrent of one shared file, made of its content alone: whoever has the same bytes makes the same torrent, whatever the file is called.</summary>
/// <remarks>
/// A single file of v2 (BEP 52) named after its root, private (BEP 27) since its peers are a room's members. A file longer than a piece
/// comes without its piece layers, which are asked of peers and proven against the root.
/// </remarks>
public static class RoomTorrent
{
    /// <summary>Shortest piece, in bytes: smaller files are one piece and need no layers.</summary>
    public const int MinPieceBytes = 256 * 1024;

    /// <summary>Longest piece, in bytes.</summary>
    public const int MaxPieceBytes = 16 * 1024 * 1024;

    /// <summary>Pieces aimed at, as far as piece lengths allow.</summary>
    public const int PiecesAimedAt = 1_024;

    /// <summary>Longest file that can be shared, in bytes: 16 TiB.</summary>
    public const long MaxFileBytes = 1L << 44;

    /// <summary>Length of a piece: a pure function of the file's length, part of what all members must compute alike.</summary>
    public static int PieceBytesFor(long fileBytes)
    {
        var length = MinPieceBytes;
        while (length < MaxPieceBytes && fileBytes > (long)length * PiecesAimedAt) length *= 2;
        return length;
    }

    /// <summary>SHA-256 of its info dictionary (BEP 52).</summary>
    /// <param name="root">The file's (BEP 52).</param>
    /// <param name="fileBytes">1 to <see cref="MaxFileBytes"/>.</param>
    /// <param name="room">For a room with a password: its swarms are none of other rooms'. Null otherwise.</param>
    public static Sha256Hash HashOf(Sha256Hash root, long fileBytes, InfoHash? room = null) =>
        new(System.Security.Cryptography.SHA256.HashData(Info(root, fileBytes, room).WrittenSpan));

    /// <summary>The name by which its swarm is found.</summary>
    public static InfoHash NameOf(Sha256Hash root, long fileBytes, InfoHash? room = null) => HashOf(root, fileBytes, room).Truncated;

    /// <summary>The torrent; null when no file can be as long.</summary>
    public static TorrentMetainfo? Create(Sha256Hash root, long fileBytes, InfoHash? room = null) =>
        fileBytes is > 0 and <= MaxFileBytes && MetainfoReader.TryReadInfo(Info(root, fileBytes, room).WrittenMemory, out var metainfo, out _) ? metainfo : null;

    /// <summary>The same with its piece layers, for who has the file.</summary>
    /// <param name="layer">32 bytes a piece; not looked at for a file of one piece.</param>
    public static TorrentMetainfo? Create(Sha256Hash root, long fileBytes, ReadOnlyMemory<byte> layer, InfoHash? room = null)
    {
        if (Create(root, fileBytes, room) is not { } metainfo) return null;
        if (metainfo.PieceLayers is not null) return metainfo;
        return metainfo.TryWithPieceLayers(new Dictionary<Sha256Hash, ReadOnlyMemory<byte>> { [root] = layer }, out var whole) ? whole : null;
    }

    private static ArrayBufferWriter<byte> Info(Sha256Hash root, long fileBytes, InfoHash? room)
    {
        var output = new ArrayBufferWriter<byte>(512);
        var writer = new BencodeWriter(output);
        var name = root.ToString();
        writer.WriteStartDictionary();
        writer.WriteKey("file tree"u8);
        writer.WriteStartDictionary();
        writer.WriteKey(System.Text.Encoding.ASCII.GetBytes(name));
        writer.WriteStartDictionary();
        writer.WriteKey(""u8);
        writer.WriteStartDictionary();
        writer.WriteInteger("length"u8, fileBytes);
        writer.WriteString("pieces root"u8, root.ToArray());
        writer.WriteEnd();
        writer.WriteEnd();
        writer.WriteEnd();
        writer.WriteInteger("meta version"u8, 2);
        writer.WriteText("name"u8, name);
        writer.WriteInteger("piece length"u8, PieceBytesFor(fileBytes));
        writer.WriteInteger("private"u8, 1);
        if (room is { } own) writer.WriteText("source"u8, $"shoal room {own}");
        writer.WriteEnd();
        return output;
    }
}
