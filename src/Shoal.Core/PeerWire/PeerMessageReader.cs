namespace Shoal.Core.PeerWire;

/// <summary>Reads the body of a frame and calls the one method that is meant.</summary>
public static class PeerMessageReader
{
    /// <param name="body">Id and payload, as <see cref="PeerFrame.TryRead"/> gives it; empty for a keep-alive.</param>
    /// <param name="handler">Called once, when the answer is <see cref="MessageStatus.Handled"/> and the body is not empty.</param>
    public static MessageStatus Dispatch<THandler>(ReadOnlySpan<byte> body, THandler handler) where THandler : IPeerMessageHandler
    {
        if (body.IsEmpty) return MessageStatus.Handled;
        var handled = false;
        var payload = body[1..];
        switch ((PeerMessageId)body[0])
        {
            case PeerMessageId.Piece:
                if (handled = PieceMessage.TryRead(payload, out var piece)) handler.OnPiece(piece.Piece, piece.Offset, piece.Block);
                break;
            case PeerMessageId.Request:
                if (handled = RequestMessage.TryRead(payload, out var request)) handler.OnRequest(request);
                break;
            case PeerMessageId.Have:
                if (handled = HaveMessage.TryRead(payload, out var have)) handler.OnHave(have.Piece);
                break;
            case PeerMessageId.Choke:
                if (handled = payload.IsEmpty) handler.OnChoke();
                break;
            case PeerMessageId.Unchoke:
                if (handled = payload.IsEmpty) handler.OnUnchoke();
                break;
            case PeerMessageId.Interested:
                if (handled = payload.IsEmpty) handler.OnInterested();
                break;
            case PeerMessageId.NotInterested:
                if (handled = payload.IsEmpty) handler.OnNotInterested();
                break;
            case PeerMessageId.Bitfield:
                if (handled = BitfieldMessage.TryRead(payload, out var bitfield)) handler.OnBitfield(bitfield.Bits);
                break;
            case PeerMessageId.Cancel:
                if (handled = CancelMessage.TryRead(payload, out var cancel)) handler.OnCancel(cancel);
                break;
            case PeerMessageId.Port:
                if (handled = PortMessage.TryRead(payload, out var port)) handler.OnPort(port.Port);
                break;
            default:
                return DispatchExtension((PeerMessageId)body[0], payload, handler);
        }

        return handled ? MessageStatus.Handled : MessageStatus.Malformed;
    }

    // What came after BEP 3: the fast extension, the extension protocol, and the hashes of v2.
    private static MessageStatus DispatchExtension<THandler>(PeerMessageId id, ReadOnlySpan<byte> payload, THandler handler)
        where THandler : IPeerMessageHandler
    {
        var handled = false;
        switch (id)
        {
            case PeerMessageId.Suggest:
                if (handled = SuggestMessage.TryRead(payload, out var suggest)) handler.OnSuggest(suggest.Piece);
                break;
            case PeerMessageId.HaveAll:
                if (handled = payload.IsEmpty) handler.OnHaveAll();
                break;
            case PeerMessageId.HaveNone:
                if (handled = payload.IsEmpty) handler.OnHaveNone();
                break;
            case PeerMessageId.Reject:
                if (handled = RejectMessage.TryRead(payload, out var reject)) handler.OnReject(reject);
                break;
            case PeerMessageId.AllowedFast:
                if (handled = AllowedFastMessage.TryRead(payload, out var allowed)) handler.OnAllowedFast(allowed.Piece);
                break;
            case PeerMessageId.Extended:
                if (handled = ExtendedMessage.TryRead(payload, out var extended)) handler.OnExtended(extended.ExtensionId, extended.Payload);
                break;
            case PeerMessageId.HashRequest:
                if (handled = HashRequestMessage.TryRead(payload, out var hashRequest)) handler.OnHashRequest(hashRequest);
                break;
            case PeerMessageId.Hashes:
                if (handled = HashesMessage.TryRead(payload, out var hashes)) handler.OnHashes(hashes);
                break;
            case PeerMessageId.HashReject:
                if (handled = HashRejectMessage.TryRead(payload, out var hashReject)) handler.OnHashReject(hashReject);
                break;
            default:
                return MessageStatus.Unknown;
        }

        return handled ? MessageStatus.Handled : MessageStatus.Malformed;
    }
}
