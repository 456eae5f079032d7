namespace Shoal.Core.Trackers;

/// <summary>A UDP tracker's refusal: a head and text (BEP 15).</summary>
public static class UdpError
{
    /// <summary>Writes the message; returns its length.</summary>
    public static int Write(Span<byte> destination, uint transactionId, ReadOnlySpan<byte> text)
    {
        new UdpReplyHead(UdpAction.Error, transactionId).Write(destination);
        text.CopyTo(destination[UdpReplyHead.Size..]);
        return UdpReplyHead.Size + text.Length;
    }

    /// <summary>The text, made safe to print; "refused" when there is none.</summary>
    public static string ReadText(ReadOnlySpan<byte> datagram)
    {
        var text = datagram.Length > UdpReplyHead.Size ? TrackerText.From(datagram[UdpReplyHead.Size..]) : "";
        return text.Length == 0 ? "refused" : text;
    }
}
