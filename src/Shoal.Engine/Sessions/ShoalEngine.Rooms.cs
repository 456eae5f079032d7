using Shoal.Engine.Rooms;

namespace Shoal.Engine.Sessions;

/// <summary>Rooms: people who see what the others share.</summary>
public sealed partial class ShoalEngine
{
    /// <summary>Joins a room; others are found, and shared folders hashed, meanwhile. Dispose it to leave.</summary>
    /// <exception cref="RoomException">This engine is in the room already.</exception>
    /// <exception cref="IOException">A shared folder cannot be made.</exception>
    public Task<Room> JoinRoomAsync(RoomOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run<Room>(() => LiveRoom.Join(_services, _torrents, options), cancel);
    }
}
