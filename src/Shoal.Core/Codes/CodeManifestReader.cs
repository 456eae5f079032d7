using System.Diagnostics.CodeAnalysis;
using System.Text;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Codes;

/// <summary>Reads a manifest as a stranger's word: every path is made safe and its own, every link leads to something that is sent, or it is refused.</summary>
public static class CodeManifestReader
{
    private const int MaxDepth = 4;
    private const int TokensPerEntry = 8;

    /// <param name="bytes">As they came.</param>
    /// <param name="manifest">What can be written below any folder.</param>
    /// <param name="problem">Why it is refused, for people.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out CodeManifest? manifest, [NotNullWhen(false)] out string? problem)
    {
        manifest = null;
        problem = "What the sender offers cannot be understood.";
        if (bytes.Length > CodeManifest.BytesMax) return false;
        var reader = new BencodeReader(bytes, MaxDepth, (CodeManifest.EntriesMax + 2) * TokensPerEntry);
        if (!reader.TryReadDictionary()) return false;
        var kind = 0L;
        string? text = null;
        var entries = new List<CodeEntry>();
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("entries"u8))
            {
                if (!TryReadEntries(ref reader, entries)) return false;
            }
            else if (key.SequenceEqual("kind"u8)) reader.TryReadInteger(out kind);
            else if (key.SequenceEqual("text"u8) && reader.TryReadString(out var said))
            {
                if (said.Length > CodeManifest.TextBytesMax) return false;
                text = Encoding.UTF8.GetString(said);
            }
        }

        if (reader.Error != BencodeError.None || reader.Position != bytes.Length || kind is < 0 or > (byte)CodeContentKind.Stream) return false;
        if ((kind == (byte)CodeContentKind.Text) != (text is not null) || (text is null) == (entries.Count == 0)) return false;
        if (kind == (byte)CodeContentKind.Stream && entries is not [{ Kind: CodeEntryKind.File }]) return false;
        if (!CodePaths.TryMakeSafe(entries, out var safe, out problem)) return false;
        (manifest, problem) = (new CodeManifest { Kind = (CodeContentKind)kind, Entries = safe, Text = text }, null);
        return true;
    }

    private static bool TryReadEntries(ref BencodeReader reader, List<CodeEntry> entries)
    {
        if (!reader.TryReadList()) return false;
        var total = 0L;
        while (reader.NextItem())
        {
            if (entries.Count == CodeManifest.EntriesMax || !TryReadEntry(ref reader, out var entry)) return false;
            total += entry.Length;
            if (total > CodeManifest.FileBytesMax) return false;
            entries.Add(entry);
        }

        return reader.Error == BencodeError.None;
    }

    private static bool TryReadEntry(ref BencodeReader reader, out CodeEntry entry)
    {
        entry = null!;
        if (!reader.TryReadList()) return false;
        if (!reader.TryReadInteger(out var kind) || kind is < 0 or > (byte)CodeEntryKind.Link) return false;
        if (!reader.TryReadString(out var path)) return false;
        var name = Encoding.UTF8.GetString(path);   // what is no UTF-8 becomes U+FFFD, which safe paths replace
        if (!reader.TryReadInteger(out var length) || length is < 0 or > CodeManifest.FileBytesMax) return false;
        if (kind != (byte)CodeEntryKind.File && length != 0) return false;
        if (!reader.TryReadInteger(out var mode)) return false;
        var hasTime = reader.TryReadInteger(out var ticks);
        if (!reader.TryReadString(out var target)) return false;
        entry = new CodeEntry((CodeEntryKind)kind, name, length)
        {
            Mode = mode < 0 ? null : (int)(mode & CodeEntry.ModeBits),
            ModifiedTicks = hasTime ? ticks : null,
            Target = kind == (byte)CodeEntryKind.Link ? Encoding.UTF8.GetString(target) : null,
        };
        return !reader.NextItem() && reader.Error == BencodeError.None;
    }
}
