using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Queueing;
using Shoal.Engine.Storage;

namespace Shoal.Engine.State;

/// <summary>A resume record as bytes. Reading trusts nothing: the file may come from anybody (threats row 39).</summary>
internal static class ResumeCodec
{
    /// <summary>Longest record, in bytes: two million pieces and a million files take 17 MB.</summary>
    public const int MaxBytes = 32 << 20;

    /// <summary>Most files a record may tell of.</summary>
    public const int MaxFiles = 1 << 20;

    /// <summary>Most trackers kept besides the torrent's own; each at most <see cref="MaxTextBytes"/>.</summary>
    public const int MaxTrackers = 256;

    /// <summary>Most peers kept.</summary>
    public const int MaxPeers = 500;

    /// <summary>Longest tracker, folder or name, in bytes of UTF-8.</summary>
    public const int MaxTextBytes = 8 << 10;

    /// <summary>Longest magnet link, in bytes.</summary>
    public const int MaxMagnetBytes = 64 << 10;

    /// <summary>Highest goal: a ratio of a million, or thirty years.</summary>
    private const long MaxGoal = 1_000_000_000;

    private const long MaxSeconds = 1_000_000_000_000;
    private const long MaxQueueKey = 1L << 60;
    private const int StampBytes = 16;
    private const int MaxDepth = 3;
    private const int MaxTokens = 4 * (MaxTrackers + MaxPeers);

    public static void Write(ResumeRecord record, IBufferWriter<byte> output)
    {
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteInteger("added"u8, Math.Max(0, record.AddedAt.ToUnixTimeSeconds()));
        writer.WriteText("directory"u8, record.Directory);
        writer.WriteInteger("down"u8, record.DownloadedBytes);
        writer.WriteInteger("down limit"u8, record.DownloadLimit);
        writer.WriteString("files"u8, Stamps(record.Files));
        writer.WriteInteger("final"u8, record.IsFinal ? 1 : 0);
        writer.WriteInteger("forced"u8, record.IsForced ? 1 : 0);
        if (record.Goals.IdleTime is { } idle) writer.WriteInteger("goal idle"u8, Goal(idle.TotalSeconds));
        if (record.Goals.Ratio is { } ratio) writer.WriteInteger("goal ratio"u8, Goal(ratio * 1_000));
        if (record.Goals.SeedingTime is { } time) writer.WriteInteger("goal time"u8, Goal(time.TotalSeconds));
        if (record.InfoHashes.V1 is { } v1) writer.WriteString("hash v1"u8, v1.ToArray());
        if (record.InfoHashes.V2 is { } v2) writer.WriteString("hash v2"u8, v2.ToArray());
        writer.WriteInteger("idle"u8, (long)record.IdleTime.TotalSeconds);
        writer.WriteKey("labels"u8);
        writer.WriteStartList();
        foreach (var label in record.Labels.Take(TorrentLabels.MaxCount)) writer.WriteText(label);
        writer.WriteEnd();
        if (record.Magnet is { } magnet) writer.WriteText("magnet"u8, magnet);
        writer.WriteText("name"u8, record.Name);
        writer.WriteInteger("paused"u8, record.IsPaused ? 1 : 0);
        writer.WriteKey("peers"u8);
        writer.WriteStartList();
        foreach (var peer in record.Peers.Take(MaxPeers)) writer.WriteString(Compact(peer));
        writer.WriteEnd();
        if (record.Pieces is { } pieces)
        {
            writer.WriteInteger("piece count"u8, pieces.PieceCount);
            writer.WriteString("pieces"u8, pieces.Bytes);
        }

        writer.WriteInteger("queue"u8, record.QueueKey);
        writer.WriteInteger("seeding"u8, (long)record.SeedingTime.TotalSeconds);
        writer.WriteInteger("sequential"u8, record.IsSequential ? 1 : 0);
        writer.WriteKey("trackers"u8);
        writer.WriteStartList();
        foreach (var tracker in record.Trackers.Take(MaxTrackers)) writer.WriteText(tracker);
        writer.WriteEnd();
        writer.WriteInteger("up"u8, record.UploadedBytes);
        writer.WriteInteger("up limit"u8, record.UploadLimit);
        writer.WriteString("wanted"u8, Flags(record.Wanted));
        writer.WriteEnd();
    }

    /// <summary>False when the bytes are no record of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ResumeRecord record)
    {
        record = null!;
        if (bytes.Length > MaxBytes) return false;
        var reader = new BencodeReader(bytes, MaxDepth, MaxTokens);
        var draft = new Draft();
        if (!reader.TryReadDictionary()) return false;
        while (reader.ReadKey(out var key))
            if (!draft.TryRead(key, ref reader)) return false;
        return reader.Error == BencodeError.None && reader.Flaws == BencodeFlaws.None && reader.Position == bytes.Length
            && draft.TryMake(out record);
    }

    // Any goal that is never reached is the same.
    private static long Goal(double value) => value < 0 ? -1 : (long)Math.Min(Math.Round(value), MaxGoal);

    private static byte[] Stamps(IReadOnlyList<FileStamp> files)
    {
        var bytes = new byte[files.Count * StampBytes];
        for (var i = 0; i < files.Count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(i * StampBytes), files[i].LengthBytes);
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(i * StampBytes + 8), files[i].ModifiedTicks);
        }

        return bytes;
    }

    private static byte[] Flags(IReadOnlyList<bool> wanted)
    {
        var bytes = new byte[wanted.Count];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = wanted[i] ? (byte)1 : (byte)0;
        return bytes;
    }

    private static byte[] Compact(IPEndPoint peer)
    {
        var address = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
        var bytes = new byte[(address.AddressFamily == AddressFamily.InterNetwork ? 4 : 16) + 2];
        address.TryWriteBytes(bytes, out var length);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(length), (ushort)peer.Port);
        return bytes;
    }

    /// <summary>The keys as they are read; a value out of its bounds makes the whole record damaged.</summary>
    private sealed class Draft
    {
        private readonly List<string> _trackers = [];
        private readonly List<IPEndPoint> _peers = [];
        private InfoHash? _v1;
        private Sha256Hash? _v2;
        private string? _directory, _magnet;
        private string _name = string.Empty;
        private FileStamp[] _files = [];
        private bool[] _wanted = [];
        private byte[]? _pieces;
        private long _pieceCount, _added, _down, _up, _downLimit, _upLimit, _paused, _sequential, _final, _forced, _queue, _seeding, _idle;
        private long? _goalRatio, _goalTime, _goalIdle;
        private IReadOnlyList<string> _labels = [];

        public bool TryRead(ReadOnlySpan<byte> key, ref BencodeReader reader)
        {
            if (key.SequenceEqual("added"u8)) return TryNumber(ref reader, out _added, 253_402_300_799);
            if (key.SequenceEqual("directory"u8)) return TryText(ref reader, MaxTextBytes, out _directory);
            if (key.SequenceEqual("down"u8)) return TryNumber(ref reader, out _down);
            if (key.SequenceEqual("down limit"u8)) return TryNumber(ref reader, out _downLimit);
            if (key.SequenceEqual("files"u8)) return TryFiles(ref reader);
            if (key.SequenceEqual("final"u8)) return TryNumber(ref reader, out _final, 1);
            if (key.SequenceEqual("forced"u8)) return TryNumber(ref reader, out _forced, 1);
            if (key.SequenceEqual("goal idle"u8)) return TryGoal(ref reader, out _goalIdle);
            if (key.SequenceEqual("goal ratio"u8)) return TryGoal(ref reader, out _goalRatio);
            if (key.SequenceEqual("goal time"u8)) return TryGoal(ref reader, out _goalTime);
            if (key.SequenceEqual("hash v1"u8)) return TryHash(ref reader, isV2: false);
            if (key.SequenceEqual("hash v2"u8)) return TryHash(ref reader, isV2: true);
            if (key.SequenceEqual("idle"u8)) return TryNumber(ref reader, out _idle, MaxSeconds);
            if (key.SequenceEqual("labels"u8)) return TryLabels(ref reader);
            if (key.SequenceEqual("magnet"u8)) return TryText(ref reader, MaxMagnetBytes, out _magnet);
            if (key.SequenceEqual("name"u8)) return TryText(ref reader, MaxTextBytes, out _name!);
            if (key.SequenceEqual("paused"u8)) return TryNumber(ref reader, out _paused, 1);
            if (key.SequenceEqual("peers"u8)) return TryPeers(ref reader);
            if (key.SequenceEqual("piece count"u8)) return TryNumber(ref reader, out _pieceCount, TorrentGeometry.MaxPieces);
            if (key.SequenceEqual("pieces"u8)) return TryPieces(ref reader);
            if (key.SequenceEqual("queue"u8)) return reader.TryReadInteger(out _queue) && _queue is > -MaxQueueKey and < MaxQueueKey;
            if (key.SequenceEqual("seeding"u8)) return TryNumber(ref reader, out _seeding, MaxSeconds);
            if (key.SequenceEqual("sequential"u8)) return TryNumber(ref reader, out _sequential, 1);
            if (key.SequenceEqual("trackers"u8)) return TryTrackers(ref reader);
            if (key.SequenceEqual("up"u8)) return TryNumber(ref reader, out _up);
            if (key.SequenceEqual("up limit"u8)) return TryNumber(ref reader, out _upLimit);
            if (key.SequenceEqual("wanted"u8)) return TryWanted(ref reader);
            return true;                             // of a later version: skipped
        }

        public bool TryMake(out ResumeRecord record)
        {
            record = null!;
            PieceSet? pieces = null;
            if (_directory is null || (_v1 is null && _v2 is null)) return false;
            if (_pieces is not null && !PieceSet.TryRead(_pieces, (int)_pieceCount, out pieces)) return false;
            record = new ResumeRecord
            {
                InfoHashes = new InfoHashes(_v1, _v2), Name = _name, Directory = _directory, Magnet = _magnet,
                Pieces = pieces, Files = _files, Wanted = _wanted,
                DownloadedBytes = _down, UploadedBytes = _up, DownloadLimit = _downLimit, UploadLimit = _upLimit,
                IsFinal = _final == 1, IsPaused = _paused == 1, IsSequential = _sequential == 1, Trackers = _trackers, Peers = _peers,
                AddedAt = DateTimeOffset.FromUnixTimeSeconds(_added),
                QueueKey = _queue, IsForced = _forced == 1, Labels = _labels,
                Goals = new SeedingGoals { Ratio = _goalRatio / 1_000.0, SeedingTime = Seconds(_goalTime), IdleTime = Seconds(_goalIdle) },
                SeedingTime = TimeSpan.FromSeconds(_seeding), IdleTime = TimeSpan.FromSeconds(_idle),
            };
            return true;
        }

        private static bool TryNumber(ref BencodeReader reader, out long value, long max = long.MaxValue) =>
            reader.TryReadInteger(out value) && value >= 0 && value <= max;

        private static bool TryGoal(ref BencodeReader reader, out long? goal)
        {
            var isRead = reader.TryReadInteger(out var value) && value is >= -1 and <= MaxGoal;
            goal = value;
            return isRead;
        }

        private static TimeSpan? Seconds(long? value) => value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        private bool TryLabels(ref BencodeReader reader)
        {
            var labels = new List<string>();
            if (!reader.TryReadList()) return false;
            while (reader.NextItem())
            {
                if (labels.Count == TorrentLabels.MaxCount || !TryText(ref reader, MaxTextBytes, out var label)) return false;
                labels.Add(label!);
            }

            return TorrentLabels.TryRead(labels, out _labels, out _);
        }

        private static bool TryText(ref BencodeReader reader, int maxBytes, out string? text)
        {
            text = null;
            if (!reader.TryReadString(out var bytes) || bytes.Length > maxBytes || bytes.Contains((byte)0)) return false;
            if (!System.Text.Unicode.Utf8.IsValid(bytes)) return false;
            text = Encoding.UTF8.GetString(bytes);
            return true;
        }

        private bool TryHash(ref BencodeReader reader, bool isV2)
        {
            if (!reader.TryReadString(out var bytes) || bytes.Length != (isV2 ? Sha256Hash.Size : InfoHash.Size)) return false;
            if (isV2) _v2 = new Sha256Hash(bytes);
            else _v1 = new InfoHash(bytes);
            return true;
        }

        private bool TryFiles(ref BencodeReader reader)
        {
            if (!reader.TryReadString(out var bytes) || bytes.Length % StampBytes != 0 || bytes.Length / StampBytes > MaxFiles) return false;
            _files = new FileStamp[bytes.Length / StampBytes];
            for (var i = 0; i < _files.Length; i++)
            {
                var stamp = bytes.Slice(i * StampBytes, StampBytes);
                _files[i] = new FileStamp(BinaryPrimitives.ReadInt64BigEndian(stamp), BinaryPrimitives.ReadInt64BigEndian(stamp[8..]));
            }

            return true;
        }

        private bool TryPieces(ref BencodeReader reader)
        {
            if (!reader.TryReadString(out var bytes) || bytes.Length > PieceSet.ByteLength(TorrentGeometry.MaxPieces)) return false;
            _pieces = bytes.ToArray();
            return true;
        }

        private bool TryWanted(ref BencodeReader reader)
        {
            if (!reader.TryReadString(out var bytes) || bytes.Length > MaxFiles || bytes.ContainsAnyExceptInRange((byte)0, (byte)1)) return false;
            _wanted = new bool[bytes.Length];
            for (var i = 0; i < bytes.Length; i++) _wanted[i] = bytes[i] == 1;
            return true;
        }

        private bool TryTrackers(ref BencodeReader reader)
        {
            if (!reader.TryReadList()) return false;
            while (reader.NextItem())
            {
                if (_trackers.Count == MaxTrackers || !TryText(ref reader, MaxTextBytes, out var tracker)) return false;
                _trackers.Add(tracker!);
            }

            return true;
        }

        private bool TryPeers(ref BencodeReader reader)
        {
            if (!reader.TryReadList()) return false;
            while (reader.NextItem())
            {
                if (_peers.Count == MaxPeers || !reader.TryReadString(out var bytes) || bytes.Length is not (6 or 18)) return false;
                _peers.Add(new IPEndPoint(new IPAddress(bytes[..^2]), BinaryPrimitives.ReadUInt16BigEndian(bytes[^2..])));
            }

            return true;
        }
    }
}
