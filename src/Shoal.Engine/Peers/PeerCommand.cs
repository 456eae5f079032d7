using Shoal.Core.Pieces;

namespace Shoal.Engine.Peers;

/// <summary>What the sending side of a connection is told to do.</summary>
internal enum PeerCommandKind : byte
{
    None, Interested, NotInterested, Choke, Unchoke, Request, Cancel, Have, AllowedFast, KeepAlive,

    /// <summary>A whole frame made elsewhere: bitfield, extension messages.</summary>
    Frame,

    /// <summary>The peer asks us for a block.</summary>
    TheirRequest,

    /// <summary>The peer no longer wants a block.</summary>
    TheirCancel,
}

/// <summary>One command for a sender. A struct: requests go through here, one a block.</summary>
internal readonly record struct PeerCommand(PeerCommandKind Kind, int Piece = 0, int Offset = 0, int Length = 0, byte[]? Bytes = null)
{
    public static PeerCommand Frame(byte[] bytes) => new(PeerCommandKind.Frame, Bytes: bytes);

    public static PeerCommand Request(BlockAddress block) =>
        new(PeerCommandKind.Request, block.Piece.Value, block.Offset, block.Length);

    public static PeerCommand Cancel(BlockAddress block) =>
        new(PeerCommandKind.Cancel, block.Piece.Value, block.Offset, block.Length);
}
