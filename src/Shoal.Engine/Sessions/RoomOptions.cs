using System.Net;
using Shoal.Core.Rooms;

namespace Shoal.Engine.Sessions;

/// <summary>Which room to join, as whom, and what to share there.</summary>
public sealed record RoomOptions
{
    /// <summary>Default the room of the local network.</summary>
    public RoomName Name { get; init; } = RoomName.Lan;

    /// <summary>What others see; cut at <see cref="RoomLimits.UserNameBytesMax"/> bytes. Two of one name are told apart.</summary>
    public required string UserName { get; init; }

    /// <summary>Who does not know it sees nothing and nobody; null for an open room.</summary>
    public string? Password { get; init; }

    /// <summary>Folders shared, and everything in them; made when missing. What is got lands in the first. Default none.</summary>
    public IReadOnlyList<string> Shares { get; init; } = [];

    /// <summary>URLs of trackers where members meet, besides the local network.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Members whose address is known.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>Folder in which hashes of shared files are remembered; null hashes them anew each time.</summary>
    public string? HashFolder { get; init; }
}
