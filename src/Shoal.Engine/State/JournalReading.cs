using System.Buffers.Binary;
using Shoal.Core.Primitives;

namespace Shoal.Engine.State;

/// <summary>Where a whole record lies in the journal.</summary>
internal readonly record struct JournalPlace(long Offset, int Length);

/// <summary>A run of bytes of the journal that says nothing we know.</summary>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsTornTail">The end of the file, cut in the middle of a record that was being written: nobody was told it was saved.</param>
internal readonly record struct JournalDamage(long Offset, int Length, bool IsTornTail);

/// <summary>What a journal says: the last state of every torrent, and what could not be read. Pure.</summary>
internal sealed class JournalReading
{
    /// <summary>Starts a journal; the number is the version.</summary>
    public static ReadOnlySpan<byte> Signature => "shoal.1\n"u8;

    /// <summary>Checking for records after damage may go over this many times the file's bytes: a hostile file could ask for far more.</summary>
    private const int MaxSearchFactor = 16;

    private long _searchBytesLeft;

    /// <summary>The last state of every torrent that was not removed.</summary>
    public Dictionary<InfoHash, JournalPlace> Saved { get; } = [];

    /// <summary>Torrents removed, and not added again.</summary>
    public HashSet<InfoHash> Removed { get; } = [];

    public List<JournalDamage> Damage { get; } = [];

    /// <summary>Where new records go: after the last that could be read, and after what was damaged before it.</summary>
    public long End { get; private set; }

    public static JournalReading Of(ReadOnlySpan<byte> journal)
    {
        var reading = new JournalReading { _searchBytesLeft = (long)journal.Length * MaxSearchFactor };
        reading.Run(journal);
        return reading;
    }

    private void Run(ReadOnlySpan<byte> journal)
    {
        var at = journal.StartsWith(Signature) ? Signature.Length : 0;
        End = at;
        var damagedFrom = -1;
        while (at < journal.Length)
        {
            if (TryTake(journal, at, isSearch: damagedFrom >= 0, out var length))
            {
                if (damagedFrom >= 0) Damage.Add(new JournalDamage(damagedFrom, at - damagedFrom, IsTornTail: false));
                damagedFrom = -1;
                at += length;
                End = at;
                continue;
            }

            if (damagedFrom < 0) damagedFrom = at;
            at = NextMark(journal, at + 1);
        }

        if (damagedFrom >= 0)
            Damage.Add(new JournalDamage(damagedFrom, journal.Length - damagedFrom, IsTorn(journal[damagedFrom..])));
    }

    private bool TryTake(ReadOnlySpan<byte> journal, int at, bool isSearch, out int length)
    {
        var bytes = journal[at..];
        if (!JournalRecord.StartsPlausibly(bytes, out length) || length > bytes.Length) return false;
        if (isSearch && (_searchBytesLeft -= length) < 0) return false;
        if (!JournalRecord.TryRead(bytes, out var type, out var infoHash, out length)) return false;
        switch (type)
        {
            case JournalRecordType.Saved:
                Saved[infoHash] = new JournalPlace(at, length);
                Removed.Remove(infoHash);
                break;
            case JournalRecordType.Removed:
                Saved.Remove(infoHash);
                Removed.Add(infoHash);
                break;
            default:
                Damage.Add(new JournalDamage(at, length, IsTornTail: false));   // of a later version: set aside whole
                break;
        }

        return true;
    }

    private static int NextMark(ReadOnlySpan<byte> journal, int from)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, JournalRecord.Mark);
        var found = from >= journal.Length ? -1 : journal[from..].IndexOf(mark);
        return found < 0 ? journal.Length : from + found;
    }

    // A write cut short: the record it began reaches past the end, or nothing but zeros was left of it.
    private static bool IsTorn(ReadOnlySpan<byte> tail) =>
        tail.Length < JournalRecord.HeadBytes || !tail.ContainsAnyExcept((byte)0)
        || (JournalRecord.StartsPlausibly(tail, out var length) && length > tail.Length);
}
