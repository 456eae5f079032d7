namespace Shoal.Core.Extensions;

/// <summary>The sender began or ceased to download nothing (BEP 21's "upload_only", as a message after the handshake): one byte.</summary>
public readonly record struct UploadOnlyMessage(bool IsUploadOnly)
{
    public static bool TryRead(ReadOnlySpan<byte> payload, out UploadOnlyMessage message)
    {
        var complete = payload.Length == 1;
        message = new(complete && payload[0] != 0);
        return complete;
    }

    /// <summary>The payload of an extended message under the peer's number for upload_only.</summary>
    public byte[] ToPayload() => [(byte)(IsUploadOnly ? 1 : 0)];
}
