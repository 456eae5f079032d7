using Shoal.Core.Pieces;

namespace Shoal.Engine.Storage;

/// <summary>What became of a block's bytes.</summary>
internal enum BlockFate
{
    /// <summary>Copied to its place.</summary>
    Stored,

    /// <summary>Its piece is not being downloaded, or the block is here already: the bytes were not looked at.</summary>
    Unwanted,

    /// <summary>The disk failed; the owner has been told through <see cref="IStorageEvents.OnStorageFailed"/>.</summary>
    Failed,
}

/// <summary>The pieces of one torrent, in memory while they grow and on disk when they are right.</summary>
/// <remarks>
/// Who calls what: the torrent's actor calls Begin, Verify and Drop, and never waits; connections call Store and Read from
/// any thread, many at once, and may wait on the disk there (their socket is what slows down).
/// </remarks>
internal interface IBlockStore
{
    /// <summary>Makes room for a piece's blocks. Called before its first request; a second call changes nothing. Never waits.</summary>
    /// <remarks>Within the memory budget the piece lives in a buffer; over it, its blocks go to the file as they come.</remarks>
    void Begin(PieceIndex piece);

    /// <summary>Puts a whole block in its place. Any thread; two callers with one block: one stores, the other is told Unwanted.</summary>
    BlockFate Store(BlockAddress block, ReadOnlySpan<byte> data);

    /// <summary>Queues the piece for hashing and writing; the verdict comes through <see cref="IStorageEvents"/>. Never waits.</summary>
    void Verify(PieceIndex piece, bool wantsBlockDigests);

    /// <summary>Gives up a piece begun: its buffer returns to the pool. Never waits.</summary>
    void Drop(PieceIndex piece);

    /// <summary>
    /// Fills one buffer with several ranges of pieces we have, by as few preadv as the files allow. Pad files and alignment
    /// gaps read as zeros.
    /// </summary>
    /// <param name="ranges">What to read, in order.</param>
    /// <param name="destination">Receives the ranges, each preceded by <paramref name="gapBytes"/> left untouched.</param>
    /// <param name="gapBytes">Room left before each range for a frame's head.</param>
    /// <exception cref="IOException">The file vanished, shrank or failed: the torrent must stop.</exception>
    void Read(ReadOnlySpan<BlockRange> ranges, Memory<byte> destination, int gapBytes);
}

/// <summary>Bytes of a piece that a peer asked for; not necessarily one of our blocks.</summary>
internal readonly record struct BlockRange(PieceIndex Piece, int Offset, int Length);

/// <summary>What storage tells its torrent. Called from storage's own threads; implementations only post to an inbox.</summary>
internal interface IStorageEvents
{
    /// <param name="piece">Right, and written to its files.</param>
    /// <param name="blockDigests">Present when they were asked for.</param>
    void OnPieceVerified(PieceIndex piece, ulong[]? blockDigests);

    /// <param name="piece">Wrong; nothing was written and its buffer is empty again, ready for new blocks.</param>
    /// <param name="blockDigests">One keyed digest a block, as the blocks were.</param>
    void OnPieceFailed(PieceIndex piece, ulong[] blockDigests);

    /// <summary>The disk is full, read-only, gone: whose move it is stands in the message. Told once until storage is opened again.</summary>
    void OnStorageFailed(string message);
}
