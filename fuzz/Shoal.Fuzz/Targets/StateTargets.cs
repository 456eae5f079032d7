using System.Buffers;
using System.Net;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Fuzz.Targets;

/// <summary>What lies in the state folder; somebody may have put it there (threats row 39).</summary>
internal static class StateTargets
{
    public static FuzzTarget[] All =>
    [
        new("resume", () => [Record(0), Record(60)], RunResume) { Words = BencodeTargets.Words },
        new("journal", () => [Journal(1), Journal(4), [.. Journal(3).SkipLast(20)]], RunJournal)
        {
            Words = [[0x53, 0x4c, 0x52, 0xa7], Entry(1, JournalRecordType.Removed, []), Entry(2, JournalRecordType.Saved, Record(1))],
        },
    ];

    private static byte[] Record(int pieceCount)
    {
        var record = new ResumeRecord
        {
            InfoHashes = new InfoHashes(default(InfoHash), default(Sha256Hash)), Name = "n", Directory = "/d", Magnet = pieceCount == 0 ? "magnet:?" : null,
            Pieces = pieceCount == 0 ? null : PieceSet.Full(pieceCount), Files = [new FileStamp(5, 77)], Wanted = [true, false],
            Trackers = ["http://t/a"], Peers = [new IPEndPoint(1, 2), new IPEndPoint(IPAddress.IPv6Loopback, 3)], IsPaused = true,
        };
        var output = new ArrayBufferWriter<byte>();
        ResumeCodec.Write(record, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Entry(byte number, JournalRecordType type, byte[] payload)
    {
        var hash = new InfoHash([.. new byte[19], number]);
        byte[] entry = [.. new byte[JournalRecord.HeadBytes], .. payload];
        JournalRecord.Seal(entry, type, hash);
        return entry;
    }

    private static byte[] Journal(byte torrents) =>
    [
        .. JournalReading.Signature, .. Enumerable.Range(0, torrents).SelectMany(i => Entry((byte)i, JournalRecordType.Saved, Record(i))),
        .. Entry(0, JournalRecordType.Removed, []),
    ];

    private static int RunResume(byte[] input)
    {
        if (!ResumeCodec.TryRead(input, out var record)) return 0;
        var output = new ArrayBufferWriter<byte>();
        ResumeCodec.Write(record, output);
        var written = output.WrittenSpan.ToArray();
        Promise.Holds(ResumeCodec.TryRead(written, out var again), "what was written reads back");
        var rewritten = new ArrayBufferWriter<byte>();
        ResumeCodec.Write(again, rewritten);
        Promise.Holds(rewritten.WrittenSpan.SequenceEqual(written), "and says the same");
        return HashCode.Combine(
            record.Pieces?.PieceCount, record.Magnet is null, record.Files.Count, record.Wanted.Count, record.Trackers.Count, record.Peers.Count, record.IsPaused);
    }

    private static int RunJournal(byte[] input)
    {
        var reading = JournalReading.Of(input);
        Promise.Holds(reading.End <= input.Length, "new records go after what is there");
        foreach (var (hash, place) in reading.Saved)
        {
            Promise.Holds(!reading.Removed.Contains(hash), "a torrent is saved or removed");
            Promise.Holds(place.Offset >= 0 && place.Offset + place.Length <= input.Length, "a record lies in its file");
            Promise.Holds(JournalRecord.TryRead(input.AsSpan((int)place.Offset), out _, out var owner, out var length) && owner == hash && length == place.Length,
                "and is its torrent's");
        }

        foreach (var damage in reading.Damage)
            Promise.Holds(damage.Offset >= 0 && damage.Length > 0 && damage.Offset + damage.Length <= input.Length, "damage lies in its file");
        return HashCode.Combine(reading.Saved.Count, reading.Removed.Count, Math.Min(reading.Damage.Count, 8), reading.Damage.Any(d => d.IsTornTail));
    }
}
