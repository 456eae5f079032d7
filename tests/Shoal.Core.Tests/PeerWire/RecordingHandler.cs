using Shoal.Core.PeerWire;

namespace Shoal.Core.Tests.PeerWire;

/// <summary>Writes down what it is told, numbers and bytes alike.</summary>
internal sealed class RecordingHandler : IPeerMessageHandler
{
    public List<string> Calls { get; } = [];

    public void OnChoke() => Calls.Add("choke");
    public void OnUnchoke() => Calls.Add("unchoke");
    public void OnInterested() => Calls.Add("interested");
    public void OnNotInterested() => Calls.Add("not interested");
    public void OnHave(uint piece) => Calls.Add($"have {piece}");
    public void OnBitfield(ReadOnlySpan<byte> bits) => Calls.Add($"bitfield {Convert.ToHexString(bits)}");
    public void OnRequest(in RequestMessage request) => Calls.Add($"request {request.Piece} {request.Offset} {request.Length}");
    public void OnPiece(uint piece, uint offset, ReadOnlySpan<byte> block) => Calls.Add($"piece {piece} {offset} {Convert.ToHexString(block)}");
    public void OnCancel(in CancelMessage cancel) => Calls.Add($"cancel {cancel.Piece} {cancel.Offset} {cancel.Length}");
    public void OnPort(ushort port) => Calls.Add($"port {port}");
    public void OnSuggest(uint piece) => Calls.Add($"suggest {piece}");
    public void OnHaveAll() => Calls.Add("have all");
    public void OnHaveNone() => Calls.Add("have none");
    public void OnReject(in RejectMessage reject) => Calls.Add($"reject {reject.Piece} {reject.Offset} {reject.Length}");
    public void OnAllowedFast(uint piece) => Calls.Add($"allowed fast {piece}");
    public void OnExtended(byte extensionId, ReadOnlySpan<byte> payload) => Calls.Add($"extended {extensionId} {Convert.ToHexString(payload)}");
    public void OnHashRequest(in HashRequestMessage request) => Calls.Add($"hash request {Text(request.Range)}");
    public void OnHashes(in HashesMessage hashes) => Calls.Add($"hashes {Text(hashes.Range)} {Convert.ToHexString(hashes.Hashes)}");
    public void OnHashReject(in HashRejectMessage reject) => Calls.Add($"hash reject {Text(reject.Range)}");

    private static string Text(HashRange range) =>
        $"{range.PiecesRoot.ToString()[..4]} {range.BaseLayer} {range.Index} {range.Length} {range.ProofLayers}";
}
