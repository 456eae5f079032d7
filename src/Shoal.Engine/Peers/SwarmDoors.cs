using System.Collections.Concurrent;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Peers;

/// <summary>All that connections may be for, by info-hash. Any thread.</summary>
internal sealed class SwarmDoors
{
    private readonly ConcurrentDictionary<InfoHash, ISwarmDoor> _doors = [];

    public ISwarmDoor? Find(InfoHash name) => _doors.TryGetValue(name, out var door) && door.IsOpen ? door : null;

    /// <summary>False when another door has the name.</summary>
    public bool TryAdd(InfoHash name, ISwarmDoor door) => _doors.TryAdd(name, door);

    public void Remove(InfoHash name, ISwarmDoor door) => _doors.TryRemove(new(name, door));
}
