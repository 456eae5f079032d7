namespace Shoal.Core.Codes;

/// <summary>Cuts what is said into records and puts it together again, each kind under its own limit.</summary>
/*  record: +----------+----------+----------------+
            | kind (8) | last (8) | part of a body |   a body may take many records; bodies do not mingle
            +----------+----------+----------------+  */
public sealed class CodeParcels
{
    private const int HeadBytes = 2;

    /// <summary>Longest body of the small kinds, in bytes.</summary>
    public const int SmallBytesMax = 16 * 1024;

    /// <summary>Longest torrent with its certificates, in bytes.</summary>
    public const int SwarmBytesMax = 64 * 1024 * 1024;

    private List<byte>? _body;
    private CodeParcelKind _kind;

    /// <summary>The records of one body.</summary>
    public static IEnumerable<byte[]> Cut(CodeParcelKind kind, ReadOnlyMemory<byte> body)
    {
        const int PartMax = CodeSeal.RecordBytesMax - HeadBytes;
        do
        {
            var part = body[..Math.Min(body.Length, PartMax)];
            body = body[part.Length..];
            yield return [(byte)kind, (byte)(body.IsEmpty ? 1 : 0), .. part.Span];
        }
        while (!body.IsEmpty);
    }

    /// <summary>Takes a record in.</summary>
    /// <param name="record">As opened.</param>
    /// <param name="kind">What the body is, when it is whole.</param>
    /// <param name="body">The body when this record was its last; null when more are to come.</param>
    /// <returns>False when it breaks the rules or a limit: the talk must end.</returns>
    public bool TryAdd(ReadOnlySpan<byte> record, out CodeParcelKind kind, out byte[]? body)
    {
        (kind, body) = (default, null);
        if (record.Length < HeadBytes || record[1] > 1) return false;
        kind = (CodeParcelKind)record[0];
        if (_body is not null && kind != _kind) return false;
        _body ??= [];
        _kind = kind;
        if (_body.Count + record.Length - HeadBytes > MaxBytes(kind)) return false;
        _body.AddRange(record[HeadBytes..]);
        if (record[1] == 0) return record.Length > HeadBytes;   // endless empty records would cost nothing to send
        (body, _body) = ([.. _body], null);
        return true;
    }

    // An unknown kind is a later version's small talk: passed over by who reads it.
    private static int MaxBytes(CodeParcelKind kind) => kind switch
    {
        CodeParcelKind.Manifest => CodeManifest.BytesMax,
        CodeParcelKind.Swarm => SwarmBytesMax,
        CodeParcelKind.Room => Rooms.RoomLimits.MessageBytesMax,
        _ => SmallBytesMax,
    };
}
