using System.Collections.Concurrent;
using System.Collections.Immutable;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Peers;

/// <summary>All that connections may be for, by info-hash. Any thread.</summary>
internal sealed class SwarmDoors
{
    private readonly ConcurrentDictionary<InfoHash, ISwarmDoor> _doors = [];
    private ImmutableArray<Func<InfoHash, ISwarmDoor?>> _keepers = [];

    public ISwarmDoor? Find(InfoHash name)
    {
        if (_doors.TryGetValue(name, out var door) && door.IsOpen) return door;
        foreach (var keeper in _keepers)
            if (keeper(name) is { IsOpen: true } made) return made;
        return null;
    }

    /// <summary>Asks this one for doors that are made when somebody comes to them: it may stand for a hundred thousand that cost nothing.</summary>
    /// <param name="keeper">Called from any thread, for every name nobody else has; must not wait.</param>
    public void AddKeeper(Func<InfoHash, ISwarmDoor?> keeper) => ImmutableInterlocked.Update(ref _keepers, all => all.Add(keeper));

    public void RemoveKeeper(Func<InfoHash, ISwarmDoor?> keeper) => ImmutableInterlocked.Update(ref _keepers, all => all.Remove(keeper));

    /// <summary>False when another door has the name.</summary>
    public bool TryAdd(InfoHash name, ISwarmDoor door) => _doors.TryAdd(name, door);

    public void Remove(InfoHash name, ISwarmDoor door) => _doors.TryRemove(new(name, door));
}
