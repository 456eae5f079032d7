namespace Shoal.Core.PeerWire;

/// <summary>One method a message: add one, and all that must answer it stops compiling.</summary>
/// <remarks>All numbers are as the peer sent them; spans are valid during the call only, copy what must outlive it.</remarks>
public interface IPeerMessageHandler
{
    void OnChoke();
    void OnUnchoke();
    void OnInterested();
    void OnNotInterested();
    void OnHave(uint piece);

    /// <param name="bits">Length and spare bits are unchecked: see <see cref="Pieces.PieceSet.TryRead"/>.</param>
    void OnBitfield(ReadOnlySpan<byte> bits);

    void OnRequest(in RequestMessage request);

    /// <param name="piece">Zero-based piece number.</param>
    /// <param name="offset">Bytes from the start of the piece.</param>
    /// <param name="block">May be empty.</param>
    void OnPiece(uint piece, uint offset, ReadOnlySpan<byte> block);

    void OnCancel(in CancelMessage cancel);
    void OnPort(ushort port);
    void OnSuggest(uint piece);
    void OnHaveAll();
    void OnHaveNone();
    void OnReject(in RejectMessage reject);
    void OnAllowedFast(uint piece);

    /// <param name="extensionId">0 for the extension handshake; else the number we gave the extension in ours (BEP 10).</param>
    /// <param name="payload">What follows the number; may be empty.</param>
    void OnExtended(byte extensionId, ReadOnlySpan<byte> payload);

    void OnHashRequest(in HashRequestMessage request);
    void OnHashes(in HashesMessage hashes);
    void OnHashReject(in HashRejectMessage reject);
}
