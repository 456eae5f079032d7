using System.Buffers;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Rooms;

/// <summary>Part of a catalog: what was added, changed and taken away between two revisions, in the order in which it happened.</summary>
public sealed record CatalogPage
{
    private const int MaxDepth = 4, TokensPerEntry = 8;

    /// <summary>The receiver must have this revision; 0: it forgets what it had and begins anew.</summary>
    public long From { get; init; }

    /// <summary>The receiver has this revision once it took the page.</summary>
    public long To { get; init; }

    /// <summary>The sender's revision now; more than <see cref="To"/>: ask for the next page.</summary>
    public long Current { get; init; }

    public IReadOnlyList<CatalogEntry> Entries { get; init; } = [];

    /// <summary>Paths of files that are no more.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <param name="message">Kind included.</param>
    /// <param name="page">Every path in it is safe: an entry whose path is not, or that cannot be, is left out.</param>
    /// <param name="skipped">How many were left out.</param>
    /// <returns>False when it is no page, or breaks a limit.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out CatalogPage page, out int skipped)
    {
        (page, skipped) = (null!, 0);
        if (message is not [(byte)RoomMessageKind.Page, ..] || message.Length > RoomLimits.MessageBytesMax) return false;
        var reader = new BencodeReader(message[1..], MaxDepth, RoomLimits.PageEntriesMax * TokensPerEntry);
        if (!reader.TryReadDictionary()) return false;
        long from = -1, to = -1, current = -1;
        var entries = new List<CatalogEntry>();
        var removed = new List<string>();
        while (reader.ReadKey(out var key))
        {
            var isFine = key switch
            {
                _ when key.SequenceEqual("current"u8) => reader.TryReadInteger(out current),
                _ when key.SequenceEqual("files"u8) => TryReadEntries(ref reader, entries, ref skipped),
                _ when key.SequenceEqual("from"u8) => reader.TryReadInteger(out from),
                _ when key.SequenceEqual("gone"u8) => TryReadRemoved(ref reader, removed, ref skipped),
                _ when key.SequenceEqual("to"u8) => reader.TryReadInteger(out to),
                _ => true,
            };
            if (!isFine) return false;
        }

        if (reader.Error != BencodeError.None || from < 0 || to < from || current < to) return false;
        page = new CatalogPage { From = from, To = to, Current = current, Entries = entries, Removed = removed };
        return true;
    }

    /// <summary>The message, kind included.</summary>
    public byte[] ToMessage()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        output.Write([(byte)RoomMessageKind.Page]);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteInteger("current"u8, Current);
        writer.WriteKey("files"u8);
        writer.WriteStartList();
        foreach (var entry in Entries) Write(writer, entry);
        writer.WriteEnd();
        writer.WriteInteger("from"u8, From);
        writer.WriteKey("gone"u8);
        writer.WriteStartList();
        foreach (var path in Removed) writer.WriteText(path);
        writer.WriteEnd();
        writer.WriteInteger("to"u8, To);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }

    // [path, length, root, modified]: a list is half as long as a dictionary, a hundred thousand times.
    private static void Write(BencodeWriter writer, CatalogEntry entry)
    {
        Span<byte> root = stackalloc byte[Sha256Hash.Size];
        entry.Root.CopyTo(root);
        writer.WriteStartList();
        writer.WriteText(entry.Path);
        writer.WriteInteger(entry.Length);
        writer.WriteString(root);
        writer.WriteInteger(entry.ModifiedSeconds);
        writer.WriteEnd();
    }

    /// <summary>Bytes that an entry takes in a message, at most.</summary>
    internal static int SizeOf(CatalogEntry entry) => Encoding.UTF8.GetByteCount(entry.Path) + 88;

    private static bool TryReadEntries(ref BencodeReader reader, List<CatalogEntry> entries, ref int skipped)
    {
        if (!reader.TryReadList()) return false;
        while (reader.NextItem())
        {
            if (entries.Count + skipped == RoomLimits.PageEntriesMax || !TryReadEntry(ref reader, out var entry)) return false;
            if (entry is null) skipped++;
            else entries.Add(entry);
        }

        return reader.Error == BencodeError.None;
    }

    private static bool TryReadEntry(ref BencodeReader reader, out CatalogEntry? entry)
    {
        entry = null;
        if (!reader.TryReadList()) return false;
        if (!reader.TryReadString(out var path) || !reader.TryReadInteger(out var length)) return false;
        if (!reader.TryReadString(out var root) || root.Length != Sha256Hash.Size || !reader.TryReadInteger(out var modified)) return false;
        // What later versions say of a file comes after this.
        while (reader.NextItem())
            if (!reader.SkipValue()) return false;
        if (reader.Error != BencodeError.None) return false;
        if (length is > 0 and <= RoomTorrent.MaxFileBytes && TryReadPath(path, out var safe) && root.IndexOfAnyExcept((byte)0) >= 0)
            entry = new CatalogEntry(safe, length, new Sha256Hash(root), Math.Clamp(modified, CatalogEntry.MinSeconds, CatalogEntry.MaxSeconds));
        return true;
    }

    private static bool TryReadRemoved(ref BencodeReader reader, List<string> removed, ref int skipped)
    {
        if (!reader.TryReadList()) return false;
        while (reader.NextItem())
        {
            if (removed.Count + skipped >= 2 * RoomLimits.PageEntriesMax || !reader.TryReadString(out var path)) return false;
            if (TryReadPath(path, out var safe)) removed.Add(safe);
            else skipped++;
        }

        return reader.Error == BencodeError.None;
    }

    // Whoever lists files makes their paths safe; one that is not safe is nobody's honest word.
    private static bool TryReadPath(ReadOnlySpan<byte> bytes, out string path)
    {
        path = string.Empty;
        if (bytes.Length > 3 * SafePath.MaxPathLength) return false;
        path = Encoding.UTF8.GetString(bytes);
        return SafePath.IsSafe(path);
    }
}
