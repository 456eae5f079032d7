using System.Buffers;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Metainfo;

namespace Shoal.Core.Tests.Metainfo;

/// <summary>Info dictionaries written by hand, as wrong as a test wants them.</summary>
internal static class TorrentBytes
{
    public const int PieceBytes = 16_384;

    /// <summary>A v1 folder; hashes are zeros.</summary>
    public static byte[] V1(IEnumerable<(string[] Path, long Length, string Attributes, string[]? Link)> files, int pieceBytes = PieceBytes)
    {
        var list = files.ToList();
        var pieces = (list.Sum(file => file.Attributes.Contains('l', StringComparison.Ordinal) ? 0 : file.Length) + pieceBytes - 1) / pieceBytes;
        return Write(writer =>
        {
            writer.WriteStartDictionary();
            writer.WriteKey("files"u8);
            writer.WriteStartList();
            foreach (var (path, length, attributes, link) in list)
            {
                writer.WriteStartDictionary();
                if (attributes.Length > 0) writer.WriteText("attr"u8, attributes);
                writer.WriteInteger("length"u8, length);
                WritePath(writer, "path"u8, path);
                if (link is not null) WritePath(writer, "symlink path"u8, link);
                writer.WriteEnd();
            }

            writer.WriteEnd();
            writer.WriteText("name"u8, "test");
            writer.WriteInteger("piece length"u8, pieceBytes);
            writer.WriteString("pieces"u8, new byte[Math.Min(pieces, 1 << 20) * 20]);
            writer.WriteEnd();
        });
    }

    public static byte[] Write(Action<BencodeWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new BencodeWriter(output));
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Replace(ReadOnlySpan<byte> bytes, string from, string to) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace(from, to, StringComparison.Ordinal));

    public static (TorrentMetainfo? Torrent, MetainfoFault Fault) Read(byte[] info) =>
        MetainfoReader.TryReadInfo(info, out var torrent, out var error) ? (torrent, MetainfoFault.None) : (null, error.Fault);

    private static void WritePath(BencodeWriter writer, ReadOnlySpan<byte> key, string[] path)
    {
        writer.WriteKey(key);
        writer.WriteStartList();
        foreach (var part in path) writer.WriteText(part);
        writer.WriteEnd();
    }
}
