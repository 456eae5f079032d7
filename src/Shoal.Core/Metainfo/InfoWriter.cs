using System.Buffers;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Writes the info dictionary of a new torrent (BEP 3, 27, 47, 52).</summary>
internal sealed class InfoWriter(TorrentLayout layout, BencodeWriter writer)
{
    /// <param name="pieceHashes">20 bytes a piece; not looked at for v2.</param>
    /// <param name="pieceRoots">32 bytes a piece; not looked at for v1.</param>
    public static byte[] Write(
        TorrentLayout layout, MetainfoOptions options, ReadOnlySpan<byte> pieceHashes, ReadOnlySpan<byte> pieceRoots)
    {
        var output = new ArrayBufferWriter<byte>(4_096);
        new InfoWriter(layout, new BencodeWriter(output)).Write(options, pieceHashes, pieceRoots);
        return output.WrittenSpan.ToArray();
    }

    private void Write(MetainfoOptions options, ReadOnlySpan<byte> pieceHashes, ReadOnlySpan<byte> pieceRoots)
    {
        writer.WriteStartDictionary();
        if (layout.Kind != TorrentKind.V1) WriteFileTree(pieceRoots);
        if (layout.Kind != TorrentKind.V2 && layout.IsFolder) WriteFiles();
        if (layout.Kind != TorrentKind.V2 && !layout.IsFolder) writer.WriteInteger("length"u8, layout.Files[0].Length);
        if (layout.Kind != TorrentKind.V1) writer.WriteInteger("meta version"u8, 2);
        writer.WriteText("name"u8, layout.Name);
        writer.WriteInteger("piece length"u8, layout.Geometry.PieceBytes);
        if (layout.Kind != TorrentKind.V2) writer.WriteString("pieces"u8, pieceHashes);
        if (options.IsPrivate) writer.WriteInteger("private"u8, 1);
        if (options.Source is not null) writer.WriteText("source"u8, options.Source);
        if (options.SslCertificate is not null) writer.WriteText("ssl-cert"u8, options.SslCertificate);
        writer.WriteEnd();
    }

    private void WriteFiles()
    {
        writer.WriteKey("files"u8);
        writer.WriteStartList();
        foreach (var file in layout.Files)
        {
            writer.WriteStartDictionary();
            WriteAttributes(file);
            writer.WriteInteger("length"u8, file.Length);
            writer.WriteKey("path"u8);
            WriteParts(InFolder(file.Path));
            WriteLink(file);
            writer.WriteEnd();
        }

        writer.WriteEnd();
    }

    // Files are sorted as the tree is: walking them, a folder is opened when first met and closed when left.
    private void WriteFileTree(ReadOnlySpan<byte> pieceRoots)
    {
        var open = new List<string>();
        writer.WriteKey("file tree"u8);
        writer.WriteStartDictionary();
        foreach (var file in layout.Files)
        {
            if (file.IsPad) continue;
            var parts = (layout.IsFolder ? InFolder(file.Path) : file.Path).Split('/');
            var shared = 0;
            while (shared < open.Count && shared < parts.Length - 1 && open[shared] == parts[shared]) shared++;
            for (; open.Count > shared; open.RemoveAt(open.Count - 1)) writer.WriteEnd();
            foreach (var part in parts.AsSpan(shared))
            {
                writer.WriteKey(Encoding.UTF8.GetBytes(part));
                writer.WriteStartDictionary();
                open.Add(part);
            }

            WriteTreeFile(file, pieceRoots);
        }

        for (var i = open.Count; i >= 0; i--) writer.WriteEnd();
    }

    private void WriteTreeFile(TorrentFile file, ReadOnlySpan<byte> pieceRoots)
    {
        writer.WriteKey(""u8);
        writer.WriteStartDictionary();
        WriteAttributes(file);
        writer.WriteInteger("length"u8, file.Length);
        if (file.Length > 0)
        {
            Span<byte> root = stackalloc byte[Sha256Hash.Size];
            RootOf(file, pieceRoots).CopyTo(root);
            writer.WriteString("pieces root"u8, root);
        }

        WriteLink(file);
        writer.WriteEnd();
    }

    private Sha256Hash RootOf(TorrentFile file, ReadOnlySpan<byte> pieceRoots)
    {
        var pieceBytes = layout.Geometry.PieceBytes;
        var pieces = (int)((file.Length - 1) / pieceBytes) + 1;
        var layer = pieceRoots.Slice((int)(file.Offset / pieceBytes) * Sha256Hash.Size, pieces * Sha256Hash.Size);
        return pieces == 1 ? new Sha256Hash(layer) : MerkleTree.FileRoot(layer, pieceBytes);
    }

    private void WriteAttributes(TorrentFile file)
    {
        Span<byte> letters = stackalloc byte[4];
        var count = 0;
        if (file.IsPad) letters[count++] = (byte)'p';
        if (file.SymlinkTarget is not null) letters[count++] = (byte)'l';
        if (file.IsExecutable) letters[count++] = (byte)'x';
        if (file.IsHidden) letters[count++] = (byte)'h';
        if (count > 0) writer.WriteString("attr"u8, letters[..count]);
    }

    private void WriteLink(TorrentFile file)
    {
        if (file.SymlinkTarget is null) return;
        writer.WriteKey("symlink path"u8);
        WriteParts(InFolder(file.SymlinkTarget));
    }

    private void WriteParts(string path)
    {
        writer.WriteStartList();
        foreach (var part in path.AsSpan().Split('/')) writer.WriteText(path.AsSpan()[part]);
        writer.WriteEnd();
    }

    private string InFolder(string path) => path[(layout.Name.Length + 1)..];
}
