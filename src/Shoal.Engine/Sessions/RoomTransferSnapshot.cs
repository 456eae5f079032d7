using Shoal.Core.Primitives;

namespace Shoal.Engine.Sessions;

/// <summary>A file being got from a room, or got before.</summary>
public sealed record RoomTransferSnapshot
{
    /// <summary>A stranger's text: escape it where it is shown.</summary>
    public required string Name { get; init; }
    public required Sha256Hash Root { get; init; }
    public required RoomTransferState State { get; init; }
    public required long TotalBytes { get; init; }
    public required long DoneBytes { get; init; }

    /// <summary>Bytes a second.</summary>
    public long DownloadRate { get; init; }

    /// <summary>Whom it comes from.</summary>
    public IReadOnlyList<PeerSnapshot> Peers { get; init; } = [];
}
