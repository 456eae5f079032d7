using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.Trackers;

/// <summary>An announce as the query of a GET (BEP 3, 7, 23): the client's writer and the tracker's reader.</summary>
public static class HttpAnnounceQuery
{
    /// <summary>The URL to get: the tracker's, and the announce after its own query, if it has one.</summary>
    public static string Write(string trackerUrl, in AnnounceRequest request)
    {
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        var url = new StringBuilder(trackerUrl, trackerUrl.Length + 320);
        url.Append(trackerUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?').Append("info_hash=");
        request.InfoHash.CopyTo(bytes);
        PercentEncoding.Append(url, bytes);
        url.Append("&peer_id=");
        request.PeerId.CopyTo(bytes);
        PercentEncoding.Append(url, bytes);
        var invariant = CultureInfo.InvariantCulture;
        url.Append(invariant, $"&port={request.Port}&uploaded={request.Uploaded}&downloaded={request.Downloaded}&left={request.Left}");
        url.Append(invariant, $"&key={request.Key:X8}&compact={(request.IsCompact ? 1 : 0)}");
        if (request.NoPeerId) url.Append("&no_peer_id=1");
        if (request.NumWant >= 0) url.Append(invariant, $"&numwant={request.NumWant}");
        if (EventName(request.Event) is { } name) url.Append("&event=").Append(name);
        if (request.TrackerId is { } id)
        {
            url.Append("&trackerid=");
            PercentEncoding.Append(url, Encoding.Latin1.GetBytes(id));
        }

        return url.ToString();
    }

    /// <summary>Reads the part of a request after the "?". Unknown names, and "ip", are skipped; of doubles the last one holds.</summary>
    /// <param name="query">Raw, percent-encoded; at most <see cref="TrackerLimits.MaxQueryBytes"/>.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="failure">What is wrong, for a failure reason; null when nothing is.</param>
    public static bool TryRead(ReadOnlySpan<byte> query, out AnnounceRequest request, out string? failure)
    {
        var fields = new Fields { Left = long.MaxValue, NumWant = AnnounceRequest.DefaultNumWant, Port = -1, IsCompact = true };
        failure = query.Length > TrackerLimits.MaxQueryBytes ? "request too long" : null;
        var reader = new QueryReader(query);
        while (failure is null && reader.Read()) failure = ReadField(reader.Name, reader.Value, ref fields);
        failure ??= fields.InfoHash is null ? "info_hash is missing"
            : fields.Port < 0 ? "port is missing"
            : fields.PeerId is null ? "peer_id is missing"
            : null;
        request = failure is not null ? default : new AnnounceRequest
        {
            InfoHash = fields.InfoHash!.Value,
            PeerId = fields.PeerId!.Value,
            Port = (int)fields.Port,
            Uploaded = fields.Uploaded,
            Downloaded = fields.Downloaded,
            Left = fields.Left,
            Event = fields.Event,
            NumWant = (int)Math.Clamp(fields.NumWant, AnnounceRequest.DefaultNumWant, int.MaxValue),
            Key = fields.Key,
            IsCompact = fields.IsCompact,
            NoPeerId = fields.NoPeerId,
        };
        return failure is null;
    }

    private static string? ReadField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref Fields fields)
    {
        if (name.SequenceEqual("info_hash"u8)) return TryReadTwenty(value, out fields.InfoHash) ? null : "info_hash is not 20 bytes";
        if (name.SequenceEqual("peer_id"u8)) return TryReadPeerId(value, out fields.PeerId) ? null : "peer_id is not 20 bytes";
        if (name.SequenceEqual("port"u8))
            return TryReadNumber(value, out fields.Port) && fields.Port <= ushort.MaxValue ? null : "port is not a port";
        if (name.SequenceEqual("uploaded"u8)) return TryReadNumber(value, out fields.Uploaded) ? null : "uploaded is not a number";
        if (name.SequenceEqual("downloaded"u8)) return TryReadNumber(value, out fields.Downloaded) ? null : "downloaded is not a number";
        if (name.SequenceEqual("left"u8)) return TryReadLeft(value, out fields.Left) ? null : "left is not a number";
        if (name.SequenceEqual("event"u8)) fields.Event = ReadEvent(value);
        else if (name.SequenceEqual("numwant"u8)) fields.NumWant = TryReadNumber(value, out var wanted) ? wanted : AnnounceRequest.DefaultNumWant;
        else if (name.SequenceEqual("key"u8)) fields.Key = Utf8Parser.TryParse(value, out uint key, out var used, 'X') && used == value.Length ? key : 0;
        else if (name.SequenceEqual("compact"u8)) fields.IsCompact = !value.SequenceEqual("0"u8);
        else if (name.SequenceEqual("no_peer_id"u8)) fields.NoPeerId = value.SequenceEqual("1"u8);
        return null;
    }

    /// <summary>Decodes exactly 20 bytes: an info-hash.</summary>
    internal static bool TryReadTwenty(ReadOnlySpan<byte> value, out InfoHash? hash)
    {
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        var isWhole = PercentEncoding.TryDecode(value, bytes, out var length) && length == InfoHash.Size;
        hash = isWhole ? new InfoHash(bytes) : null;
        return isWhole;
    }

    private static bool TryReadPeerId(ReadOnlySpan<byte> value, out PeerId? id)
    {
        Span<byte> bytes = stackalloc byte[PeerId.Size];
        var isWhole = PercentEncoding.TryDecode(value, bytes, out var length) && length == PeerId.Size;
        id = isWhole ? new PeerId(bytes) : null;
        return isWhole;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> value, out long number) =>
        Utf8Parser.TryParse(value, out number, out var used) && used == value.Length && number >= 0;

    // Clients that do not know yet what is missing (a magnet) send -1 or the largest unsigned number: a leecher either way.
    private static bool TryReadLeft(ReadOnlySpan<byte> value, out long left)
    {
        if (TryReadNumber(value, out left)) return true;
        var isUnknown = value.SequenceEqual("-1"u8) || (Utf8Parser.TryParse(value, out ulong _, out var used) && used == value.Length);
        left = long.MaxValue;
        return isUnknown;
    }

    private static AnnounceEvent ReadEvent(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("started"u8) ? AnnounceEvent.Started
        : value.SequenceEqual("stopped"u8) ? AnnounceEvent.Stopped
        : value.SequenceEqual("completed"u8) ? AnnounceEvent.Completed
        : AnnounceEvent.None;

    private static string? EventName(AnnounceEvent value) => value switch
    {
        AnnounceEvent.Started => "started",
        AnnounceEvent.Completed => "completed",
        AnnounceEvent.Stopped => "stopped",
        _ => null,
    };

    private struct Fields
    {
        public InfoHash? InfoHash;
        public PeerId? PeerId;
        public long Port, Uploaded, Downloaded, Left, NumWant;
        public AnnounceEvent Event;
        public uint Key;
        public bool IsCompact, NoPeerId;
    }
}
