namespace Shoal.Core.PeerWire;

/// <summary>A message with a payload: one id, one reader, one writer, side by side.</summary>
public interface IPeerMessage<TSelf> where TSelf : struct, IPeerMessage<TSelf>, allows ref struct
{
    static abstract PeerMessageId Id { get; }

    /// <param name="payload">What follows the id.</param>
    /// <param name="message">The numbers as the peer sent them: geometry decides if they mean anything.</param>
    /// <returns>False when the payload has not the layout of this message.</returns>
    static abstract bool TryRead(ReadOnlySpan<byte> payload, out TSelf message);

    /// <summary>Bytes of the whole frame, length prefix included.</summary>
    int FrameLength { get; }

    /// <summary>Writes the whole frame, length prefix included.</summary>
    /// <param name="destination">At least <see cref="FrameLength"/> bytes.</param>
    void Write(Span<byte> destination);
}
