using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>How many peers have each piece. Peers that said "all" are one number, not a count in every piece.</summary>
/// <remarks>2 bytes a piece, taken when the first peer tells what it has.</remarks>
internal sealed class Availability(int pieceCount)
{
    private ushort[] _counts = [];

    /// <summary>Peers that said they have all.</summary>
    public int Seeds { get; private set; }

    /// <summary>Peers that have the piece, those that said "all" left out.</summary>
    public int BesidesSeeds(int piece) => _counts.Length == 0 ? 0 : _counts[piece];

    public int Of(int piece) => Seeds + BesidesSeeds(piece);

    public void AddSeed() => Seeds++;
    public void RemoveSeed() => Seeds--;

    public void Add(int piece)
    {
        if (_counts.Length == 0) _counts = new ushort[pieceCount];
        if (_counts[piece] < ushort.MaxValue) _counts[piece]++;
    }

    public void Remove(int piece)
    {
        if (_counts[piece] > 0) _counts[piece]--;
    }

    public void Add(PieceSet pieces)
    {
        for (var piece = 0; piece < pieceCount; piece++)
        {
            if (pieces.Contains(piece)) Add(piece);
        }
    }

    public void Remove(PieceSet pieces)
    {
        for (var piece = 0; piece < pieceCount; piece++)
        {
            if (pieces.Contains(piece)) Remove(piece);
        }
    }
}
