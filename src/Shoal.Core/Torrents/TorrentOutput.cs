using System.Net;
using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Every kind of thing a torrent can ask of the world.</summary>
public enum TorrentOutputKind : byte
{
    None, SendInterested, SendNotInterested, SendChoke, SendUnchoke, SendRequest, SendCancel, SendHaveToAll, SendAllowedFast,
    VerifyPiece, DropPiece, DropPeer, BanPeer, Completed,
}

/// <summary>One thing to do. A struct, since requests are outputs too; made only by its factories.</summary>
public readonly record struct TorrentOutput
{
    public TorrentOutputKind Kind { get; private init; }
    public PeerHandle Peer { get; private init; }
    public PieceIndex Piece { get; private init; }
    public int Offset { get; private init; }
    public int Length { get; private init; }

    /// <summary>For <see cref="TorrentOutputKind.DropPeer"/> and BanPeer.</summary>
    public DropReason Reason { get; private init; }

    /// <summary>For BanPeer: whom to refuse. The peer itself may have left long ago, so its handle alone would tell nothing.</summary>
    public IPEndPoint? Address { get; private init; }

    /// <summary>For <see cref="TorrentOutputKind.VerifyPiece"/>: the verdict must bring block digests.</summary>
    public bool WantsBlockDigests { get; private init; }

    public BlockAddress Block => new(Piece, Offset, Length);

    public static TorrentOutput SendInterested(PeerHandle peer) => To(TorrentOutputKind.SendInterested, peer);
    public static TorrentOutput SendNotInterested(PeerHandle peer) => To(TorrentOutputKind.SendNotInterested, peer);
    public static TorrentOutput SendChoke(PeerHandle peer) => To(TorrentOutputKind.SendChoke, peer);
    public static TorrentOutput SendUnchoke(PeerHandle peer) => To(TorrentOutputKind.SendUnchoke, peer);
    public static TorrentOutput SendRequest(PeerHandle peer, BlockAddress block) => OfBlock(TorrentOutputKind.SendRequest, peer, block);
    public static TorrentOutput SendCancel(PeerHandle peer, BlockAddress block) => OfBlock(TorrentOutputKind.SendCancel, peer, block);

    public static TorrentOutput SendAllowedFast(PeerHandle peer, PieceIndex piece) =>
        new() { Kind = TorrentOutputKind.SendAllowedFast, Peer = peer, Piece = piece };

    /// <summary>We have it: tell everybody.</summary>
    public static TorrentOutput SendHaveToAll(PieceIndex piece) => new() { Kind = TorrentOutputKind.SendHaveToAll, Piece = piece };

    /// <summary>All blocks are here: hash it, and write it if it is right.</summary>
    public static TorrentOutput VerifyPiece(PieceIndex piece, bool wantsBlockDigests) =>
        new() { Kind = TorrentOutputKind.VerifyPiece, Piece = piece, WantsBlockDigests = wantsBlockDigests };

    /// <summary>Nobody works on it any more: its buffer may go (blocks in it are lost).</summary>
    public static TorrentOutput DropPiece(PieceIndex piece) => new() { Kind = TorrentOutputKind.DropPiece, Piece = piece };

    public static TorrentOutput DropPeer(PeerHandle peer, DropReason reason) =>
        new() { Kind = TorrentOutputKind.DropPeer, Peer = peer, Reason = reason };

    /// <summary>Drop it if it is still here, and refuse it from now on.</summary>
    public static TorrentOutput BanPeer(PeerHandle peer, IPEndPoint address, DropReason reason) =>
        new() { Kind = TorrentOutputKind.BanPeer, Peer = peer, Address = address, Reason = reason };

    /// <summary>The last wanted piece is here.</summary>
    public static TorrentOutput Completed() => new() { Kind = TorrentOutputKind.Completed };

    private static TorrentOutput To(TorrentOutputKind kind, PeerHandle peer) => new() { Kind = kind, Peer = peer };

    private static TorrentOutput OfBlock(TorrentOutputKind kind, PeerHandle peer, BlockAddress block) =>
        new() { Kind = kind, Peer = peer, Piece = block.Piece, Offset = block.Offset, Length = block.Length };
}
