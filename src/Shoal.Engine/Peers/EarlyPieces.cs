using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Engine.Peers;

/// <summary>What a peer said it has before we knew how many pieces there are (a magnet's metadata still missing).</summary>
internal sealed class EarlyPieces
{
    /// <summary>Haves remembered one by one; a peer that says more of them one by one is believed to have sent a bitfield too.</summary>
    private const int HavesMax = 4_096;

    private readonly List<uint> _haves = [];
    private byte[]? _bitfield;
    private bool _all;

    public void Bitfield(ReadOnlySpan<byte> bits) => _bitfield = bits.ToArray();
    public void HaveAll() => _all = true;

    public void Have(uint piece)
    {
        if (_haves.Count < HavesMax) _haves.Add(piece);
    }

    /// <summary>Says it again, now that pieces can be checked. False when the peer claimed what does not exist.</summary>
    public bool Replay(PeerHandle peer, TorrentGeometry geometry, List<TorrentInput> inputs)
    {
        if (_all) inputs.Add(TorrentInput.PeerHasAll(peer));
        if (_bitfield is not null)
        {
            if (!PieceSet.TryRead(_bitfield, geometry.PieceCount, out var set)) return false;
            inputs.Add(TorrentInput.PeerHasPieces(peer, set));
        }

        foreach (var wire in _haves)
        {
            if (!geometry.TryGetPiece(wire, out var piece)) return false;
            inputs.Add(TorrentInput.PeerHas(peer, piece));
        }

        return true;
    }
}
