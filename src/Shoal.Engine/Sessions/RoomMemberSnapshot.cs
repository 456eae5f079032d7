using System.Net;
using Shoal.Core.Rooms;

namespace Shoal.Engine.Sessions;

/// <summary>Somebody in a room.</summary>
public sealed record RoomMemberSnapshot
{
    public required MemberId Id { get; init; }

    /// <summary>The user's name, told apart from others'. A stranger's text: escape it where it is shown.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens; the other end of its connection when it does not.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>Files and bytes it says it shares.</summary>
    public int Files { get; init; }
    public long Bytes { get; init; }

    /// <summary>Files that it told of so far.</summary>
    public int FilesKnown { get; init; }

    /// <summary>Its catalog is known as it stands now.</summary>
    public bool IsCatalogWhole { get; init; }

    /// <summary>How long it has been here.</summary>
    public TimeSpan Present { get; init; }
}
