using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Every kind of thing that can happen to a torrent.</summary>
public enum TorrentInputKind : byte
{
    None, Tick,
    PeerJoined, PeerLeft, PeerHasAll, PeerHasNone, PeerHasPieces, PeerHas, PeerChoked, PeerUnchoked, PeerInterested, PeerNotInterested,
    PeerRejected, PeerAllowedFast, PeerSuggested, PeerUploadOnly, PeerLost, PeerTakesRequests,
    BlockArrived, BlockUnwanted, BlocksSent,
    PieceVerified, PieceFailed, PieceLost,
    PrioritiesChanged, ModeChanged, ReadingChanged,
}

/// <summary>One thing that happened to a torrent. A struct, since blocks are inputs too; made only by its factories.</summary>
public readonly record struct TorrentInput
{
    public TorrentInputKind Kind { get; private init; }
    public PeerHandle Peer { get; private init; }
    public PieceIndex Piece { get; private init; }
    public int Offset { get; private init; }

    /// <summary>Bytes: of the block, or sent.</summary>
    public int Length { get; private init; }

    /// <summary>What does not fit in numbers: traits, sets, digests, priorities, modes.</summary>
    public object? Body { get; private init; }

    public BlockAddress Block => new(Piece, Offset, Length);

    /// <summary>A second or less went by: rates, timeouts, choking.</summary>
    public static TorrentInput Tick() => new() { Kind = TorrentInputKind.Tick };

    /// <summary>Both handshakes are done.</summary>
    public static TorrentInput PeerJoined(PeerHandle peer, PeerTraits traits) =>
        new() { Kind = TorrentInputKind.PeerJoined, Peer = peer, Body = traits };

    public static TorrentInput PeerLeft(PeerHandle peer) => new() { Kind = TorrentInputKind.PeerLeft, Peer = peer };
    public static TorrentInput PeerHasAll(PeerHandle peer) => new() { Kind = TorrentInputKind.PeerHasAll, Peer = peer };
    public static TorrentInput PeerHasNone(PeerHandle peer) => new() { Kind = TorrentInputKind.PeerHasNone, Peer = peer };

    /// <param name="peer">Who.</param>
    /// <param name="pieces">Its bitfield; the torrent owns the set from now on.</param>
    public static TorrentInput PeerHasPieces(PeerHandle peer, PieceSet pieces) =>
        new() { Kind = TorrentInputKind.PeerHasPieces, Peer = peer, Body = pieces };

    public static TorrentInput PeerHas(PeerHandle peer, PieceIndex piece) =>
        new() { Kind = TorrentInputKind.PeerHas, Peer = peer, Piece = piece };

    public static TorrentInput PeerChoked(PeerHandle peer) => new() { Kind = TorrentInputKind.PeerChoked, Peer = peer };
    public static TorrentInput PeerUnchoked(PeerHandle peer) => new() { Kind = TorrentInputKind.PeerUnchoked, Peer = peer };
    public static TorrentInput PeerInterested(PeerHandle peer) => new() { Kind = TorrentInputKind.PeerInterested, Peer = peer };
    public static TorrentInput PeerNotInterested(PeerHandle peer) => new() { Kind = TorrentInputKind.PeerNotInterested, Peer = peer };

    /// <summary>It will not send a block we asked for (BEP 6).</summary>
    public static TorrentInput PeerRejected(PeerHandle peer, BlockAddress block) => OfBlock(TorrentInputKind.PeerRejected, peer, block);

    public static TorrentInput PeerAllowedFast(PeerHandle peer, PieceIndex piece) =>
        new() { Kind = TorrentInputKind.PeerAllowedFast, Peer = peer, Piece = piece };

    public static TorrentInput PeerSuggested(PeerHandle peer, PieceIndex piece) =>
        new() { Kind = TorrentInputKind.PeerSuggested, Peer = peer, Piece = piece };

    /// <summary>It downloads nothing more (BEP 21).</summary>
    public static TorrentInput PeerUploadOnly(PeerHandle peer) => new() { Kind = TorrentInputKind.PeerUploadOnly, Peer = peer };

    /// <summary>It no longer has a piece (BEP 54).</summary>
    public static TorrentInput PeerLost(PeerHandle peer, PieceIndex piece) =>
        new() { Kind = TorrentInputKind.PeerLost, Peer = peer, Piece = piece };

    /// <summary>How many requests it queues, in blocks (BEP 10 "reqq"): said after it joined, replaces the number in its traits.</summary>
    public static TorrentInput PeerTakesRequests(PeerHandle peer, int maxRequests) =>
        new() { Kind = TorrentInputKind.PeerTakesRequests, Peer = peer, Length = maxRequests };

    /// <summary>A block we asked this peer for is in its piece's buffer.</summary>
    public static TorrentInput BlockArrived(PeerHandle peer, BlockAddress block) => OfBlock(TorrentInputKind.BlockArrived, peer, block);

    /// <summary>A block came that was cancelled, late or already here: not stored, but its request is over.</summary>
    public static TorrentInput BlockUnwanted(PeerHandle peer, BlockAddress block) => OfBlock(TorrentInputKind.BlockUnwanted, peer, block);

    /// <summary>Piece payload left for a peer.</summary>
    public static TorrentInput BlocksSent(PeerHandle peer, int bytes) =>
        new() { Kind = TorrentInputKind.BlocksSent, Peer = peer, Length = bytes };

    /// <param name="piece">Hashed, right, and written.</param>
    /// <param name="blockDigests">One per block when they were asked for; else null.</param>
    public static TorrentInput PieceVerified(PieceIndex piece, ulong[]? blockDigests) =>
        new() { Kind = TorrentInputKind.PieceVerified, Piece = piece, Body = blockDigests };

    /// <param name="piece">Hashed and wrong; its buffer is empty again.</param>
    /// <param name="blockDigests">A keyed 64-bit digest of each block as it was, for blame when the piece passes later.</param>
    public static TorrentInput PieceFailed(PieceIndex piece, ulong[] blockDigests) =>
        new() { Kind = TorrentInputKind.PieceFailed, Piece = piece, Body = blockDigests };

    /// <summary>A piece in verification will get no verdict (the disk failed): its buffer is gone, it must be fetched again.</summary>
    public static TorrentInput PieceLost(PieceIndex piece) => new() { Kind = TorrentInputKind.PieceLost, Piece = piece };

    /// <param name="priorities">One a piece, 0 (never) to 7 (first).</param>
    public static TorrentInput PrioritiesChanged(byte[] priorities) =>
        new() { Kind = TorrentInputKind.PrioritiesChanged, Body = priorities };

    public static TorrentInput ModeChanged(TorrentMode mode) => new() { Kind = TorrentInputKind.ModeChanged, Body = mode };

    /// <summary>Readers opened, moved or closed: these missing pieces come first now.</summary>
    public static TorrentInput ReadingChanged(ReadingPlan plan) => new() { Kind = TorrentInputKind.ReadingChanged, Body = plan };

    private static TorrentInput OfBlock(TorrentInputKind kind, PeerHandle peer, BlockAddress block) =>
        new() { Kind = kind, Peer = peer, Piece = block.Piece, Offset = block.Offset, Length = block.Length };
}

/// <summary>Switches the owner may turn while a torrent runs.</summary>
/// <param name="Sequential">Pieces in order instead of rarest first.</param>
/// <param name="CanDownload">False: ask for nothing (upload only, or the disk failed).</param>
public sealed record TorrentMode(bool Sequential = false, bool CanDownload = true);
