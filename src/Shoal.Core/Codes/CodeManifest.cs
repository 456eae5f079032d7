using System.Buffers;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Codes;

/// <summary>What a sender offers: shown to the receiver, who says yes or no before a byte of content moves.</summary>
public sealed record CodeManifest
{
    /// <summary>Most entries.</summary>
    public const int EntriesMax = 200_000;

    /// <summary>Longest text, in bytes of UTF-8.</summary>
    public const int TextBytesMax = 256 * 1024;

    /// <summary>Longest manifest, in bytes: as many entries with long paths.</summary>
    public const int BytesMax = 32 * 1024 * 1024;

    /// <summary>Longest file, in bytes.</summary>
    public const long FileBytesMax = 1L << 50;

    public CodeContentKind Kind { get; init; }
    public IReadOnlyList<CodeEntry> Entries { get; init; } = [];

    /// <summary>The text, where that is what is sent.</summary>
    public string? Text { get; init; }

    /// <summary>Bytes of all files.</summary>
    public long TotalBytes => Entries.Sum(entry => entry.Length);

    public int FileCount => Entries.Count(entry => entry.Kind == CodeEntryKind.File);

    /// <summary>Files that have bytes to send, in order: these, and only these, are the files of the swarm.</summary>
    public IEnumerable<CodeEntry> Contents => Entries.Where(entry => entry is { Kind: CodeEntryKind.File, Length: > 0 });

    /// <summary>True when a swarm is needed: something has bytes.</summary>
    public bool HasContents => Contents.Any();

    /// <summary>Names at the top: what appears in the receiver's folder.</summary>
    public IReadOnlyList<string> TopNames => [.. Entries.Select(entry => entry.Path.Split('/', 2)[0]).Distinct(StringComparer.Ordinal)];

    /// <summary>As it travels; see <see cref="CodeManifestReader"/>.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(1024);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteKey("entries"u8);
        writer.WriteStartList();
        foreach (var entry in Entries) Write(writer, entry);
        writer.WriteEnd();
        writer.WriteInteger("kind"u8, (byte)Kind);
        if (Text is not null) writer.WriteText("text"u8, Text);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }

    // [kind, path, length, mode or -1, time or "", target or ""]: a list is half as long as a dictionary, fifty thousand times.
    private static void Write(BencodeWriter writer, CodeEntry entry)
    {
        writer.WriteStartList();
        writer.WriteInteger((byte)entry.Kind);
        writer.WriteText(entry.Path);
        writer.WriteInteger(entry.Length);
        writer.WriteInteger(entry.Mode ?? -1);
        if (entry.ModifiedTicks is { } ticks) writer.WriteInteger(ticks);
        else writer.WriteString([]);
        writer.WriteText(entry.Target ?? string.Empty);
        writer.WriteEnd();
    }
}
