using System.Runtime.CompilerServices;
using Shoal.Core.Primitives;

namespace Shoal.Core.Swarms;

/// <summary>Swarms by info-hash, in place: open addressing, linear probing, no tombstones.</summary>
/// <remarks>References into it hold until something is added or removed.</remarks>
internal struct SwarmTable<TPeer>(ulong key)
    where TPeer : unmanaged, ISwarmPeer<TPeer>
{
    private const int MinCapacity = 16;
    private const int SampleSize = 8;

    private Swarm<TPeer>[] _slots = new Swarm<TPeer>[MinCapacity];

    public delegate int Order(in Swarm<TPeer> a, in Swarm<TPeer> b);

    public int Count { get; private set; }
    public readonly int Capacity => _slots.Length;
    public readonly ref Swarm<TPeer> At(int place) => ref _slots[place];

    /// <summary>The slot of a swarm, or some other when there is none.</summary>
    public readonly ref Swarm<TPeer> Find(in InfoHash hash, out bool isFound)
    {
        var place = Home(hash);
        while (true)
        {
            ref var slot = ref _slots[place];
            isFound = !slot.IsFree && slot.Hash == hash;
            if (isFound || slot.IsFree) return ref slot;
            place = Next(place);
        }
    }

    /// <summary>Opens a swarm that is not here.</summary>
    public ref Swarm<TPeer> Add(in InfoHash hash, ushort generation)
    {
        if (Count >= _slots.Length / 4 * 3) Resize(_slots.Length * 2);
        Count++;
        ref var slot = ref Find(hash, out _);
        slot.Open(hash, generation);
        return ref slot;
    }

    /// <summary>Takes a swarm out; what stood behind it may move into its slot.</summary>
    public void Remove(ref Swarm<TPeer> swarm)
    {
        var gap = PlaceOf(ref swarm);
        Count--;
        for (var place = Next(gap); !_slots[place].IsFree; place = Next(place))
        {
            var home = Home(_slots[place].Hash);
            if (Distance(home, place) < Distance(gap, place)) continue;
            _slots[gap] = _slots[place];
            gap = place;
        }

        _slots[gap] = default;
    }

    /// <summary>The first by an order among a few found at a random place. The table is not empty.</summary>
    public readonly ref Swarm<TPeer> Sample(ulong random, Order order)
    {
        var place = (int)(random & (uint)(_slots.Length - 1));
        var best = -1;
        for (int left = Math.Min(SampleSize, Count); left > 0; place = Next(place))
        {
            if (_slots[place].IsFree) continue;
            if (best < 0 || order(_slots[place], _slots[best]) < 0) best = place;
            left--;
        }

        return ref _slots[best];
    }

    private void Resize(int capacity)
    {
        var old = _slots;
        _slots = new Swarm<TPeer>[capacity];
        foreach (ref var swarm in old.AsSpan())
        {
            if (!swarm.IsFree) Find(swarm.Hash, out _) = swarm;
        }
    }

    private readonly int PlaceOf(ref Swarm<TPeer> swarm) =>
        (int)(Unsafe.ByteOffset(ref _slots[0], ref swarm) / Unsafe.SizeOf<Swarm<TPeer>>());

    private readonly int Home(in InfoHash hash) => (int)(hash.KeyedHash(key) & (uint)(_slots.Length - 1));
    private readonly int Next(int place) => (place + 1) & (_slots.Length - 1);
    private readonly int Distance(int from, int to) => (to - from) & (_slots.Length - 1);
}
