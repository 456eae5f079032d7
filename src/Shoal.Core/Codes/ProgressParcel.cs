using System.Buffers.Binary;

namespace Shoal.Core.Codes;

/// <summary>How far somebody is.</summary>
/// <param name="DoneBytes">Bytes that are done, at most the total.</param>
/// <param name="TotalBytes">Bytes in all.</param>
public readonly record struct ProgressParcel(long DoneBytes, long TotalBytes)
{
    public static bool TryRead(ReadOnlySpan<byte> body, out ProgressParcel progress)
    {
        progress = default;
        if (body.Length != 2 * sizeof(long)) return false;
        progress = new(BinaryPrimitives.ReadInt64BigEndian(body), BinaryPrimitives.ReadInt64BigEndian(body[sizeof(long)..]));
        return progress.DoneBytes >= 0 && progress.DoneBytes <= progress.TotalBytes;
    }

    public byte[] ToBody()
    {
        var body = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(body, DoneBytes);
        BinaryPrimitives.WriteInt64BigEndian(body.AsSpan(sizeof(long)), TotalBytes);
        return body;
    }
}
