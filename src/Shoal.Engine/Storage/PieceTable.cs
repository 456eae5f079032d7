using Shoal.Core.Pieces;

namespace Shoal.Engine.Storage;

/// <summary>The pieces of a torrent that are growing, by index; looked up from any thread without a lock.</summary>
/// <remarks>Pages are made when their first piece begins: an idle torrent of two million pieces costs a few kilobytes.</remarks>
internal sealed class PieceTable(int pieceCount)
{
    private const int PagePieces = 512;

    private readonly GrowingPiece?[]?[] _pages = new GrowingPiece?[]?[(pieceCount + PagePieces - 1) / PagePieces];

    public GrowingPiece? Find(PieceIndex piece)
    {
        var page = Volatile.Read(ref _pages[piece.Value / PagePieces]);
        return page is null ? null : Volatile.Read(ref page[piece.Value % PagePieces]);
    }

    /// <summary>Only the torrent's actor adds.</summary>
    public void Add(PieceIndex piece, GrowingPiece growing)
    {
        ref var page = ref _pages[piece.Value / PagePieces];
        if (page is null) Volatile.Write(ref page, new GrowingPiece?[PagePieces]);
        Volatile.Write(ref page[piece.Value % PagePieces], growing);
    }

    /// <summary>Takes the piece out if it is still this one.</summary>
    public void Remove(PieceIndex piece, GrowingPiece growing)
    {
        var page = _pages[piece.Value / PagePieces];
        if (page is not null) Interlocked.CompareExchange(ref page[piece.Value % PagePieces], null, growing);
    }

    /// <summary>Takes every piece out, for closing and opening again.</summary>
    public IEnumerable<GrowingPiece> TakeAll()
    {
        foreach (var page in _pages)
        {
            if (page is null) continue;
            for (var i = 0; i < page.Length; i++)
                if (Interlocked.Exchange(ref page[i], null) is { } growing) yield return growing;
        }
    }
}
