using Shoal.Core.Rooms;

namespace Shoal.Engine.Sessions;

/// <summary>How a room stands.</summary>
public sealed record RoomSnapshot
{
    public required RoomName Name { get; init; }
    public bool HasPassword { get; init; }

    /// <summary>Our own number.</summary>
    public required MemberId Id { get; init; }

    /// <summary>Our own name.</summary>
    public required string UserName { get; init; }

    /// <summary>Everybody else who is there, longest first.</summary>
    public IReadOnlyList<RoomMemberSnapshot> Members { get; init; } = [];

    /// <summary>Folders we share.</summary>
    public IReadOnlyList<string> Shares { get; init; } = [];

    /// <summary>Our own files that others are told of.</summary>
    public int SharedFiles { get; init; }
    public long SharedBytes { get; init; }

    /// <summary>Bytes of shared folders still to be hashed, and how many of those are.</summary>
    public long UnhashedBytes { get; init; }
    public long HashedBytes { get; init; }

    /// <summary>Bytes given to members, and files being given now.</summary>
    public long UploadedBytes { get; init; }
    public int FilesGiven { get; init; }

    /// <summary>Files being got, and those got before; the latest last.</summary>
    public IReadOnlyList<RoomTransferSnapshot> Transfers { get; init; } = [];

    /// <summary>Different files of the others.</summary>
    public int FileCount { get; init; }

    /// <summary>Connections of people with another password, or none, since the start; in an open room: of people who have one.</summary>
    public int Strangers { get; init; }

    /// <summary>The trackers as they last answered.</summary>
    public IReadOnlyList<TrackerSnapshot> Trackers { get; init; } = [];
}
