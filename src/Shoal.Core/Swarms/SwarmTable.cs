using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Shoal.Core.Primitives;

namespace Shoal.Core.Swarms;

/// <summary>Swarms by info-hash, a cache line each, in native memory: open addressing in the order of keyed tags.</summary>
/// <remarks>
/// A tag's home is its share of the table, and slots stand sorted by tag, so a search ends at the first greater tag, found or not: at four
/// fifths full it reads about three lines. Nothing wraps around: behind the last home there is a little more room. References into it
/// hold until something is added or removed.
/// </remarks>
internal sealed unsafe class SwarmTable<TPeer>(ulong key) : IDisposable
    where TPeer : unmanaged, ISwarmPeer<TPeer>
{
    private const int MinHomes = 8;
    private const int SampleSize = 8;

    private int _homes = MinHomes;
    private Swarm<TPeer>* _slots = Allocate(MinHomes);

    ~SwarmTable() => Free();

    public delegate int Order(ref Swarm<TPeer> a, ref Swarm<TPeer> b);

    public int Count { get; private set; }
    public int Capacity => CapacityOf(_homes);
    public ref Swarm<TPeer> At(int place) => ref _slots[place];

    /// <summary>The slot of a swarm; when there is none, the slot it would be put into.</summary>
    public ref Swarm<TPeer> Find(scoped in InfoHash hash, out bool isFound) => ref Find(hash, TagOf(hash), out isFound);

    /// <summary>Opens a swarm that is not here.</summary>
    public ref Swarm<TPeer> Add(scoped in InfoHash hash, ushort generation)
    {
        if (Count >= _homes / 5 * 4) Grow();
        var tag = TagOf(hash);
        Swarm<TPeer>* slot;
        while (!TryMakeWay(slot = (Swarm<TPeer>*)Unsafe.AsPointer(ref Find(hash, tag, out _)))) Grow();
        Count++;
        slot->Open(hash, tag, generation);
        return ref *slot;
    }

    /// <summary>Takes a swarm out and frees its memory; what stood behind it may move into its slot.</summary>
    public void Remove(ref Swarm<TPeer> swarm)
    {
        var gap = (Swarm<TPeer>*)Unsafe.AsPointer(ref swarm);
        swarm.Close();
        Count--;
        for (var next = gap + 1; next < _slots + Capacity && !next->IsFree && Home(next->Tag) < next - _slots; gap = next++)
        {
            *gap = *next;
            *next = default;
        }
    }

    /// <summary>The first by an order among a few found at a random place. The table is not empty.</summary>
    public ref Swarm<TPeer> Sample(ulong random, Order order)
    {
        var place = Home((uint)random);
        Swarm<TPeer>* best = null;
        for (var left = Math.Min(SampleSize, Count); left > 0; place = place + 1 == Capacity ? 0 : place + 1)
        {
            if (_slots[place].IsFree) continue;
            if (best is null || order(ref _slots[place], ref *best) < 0) best = _slots + place;
            left--;
        }

        return ref *best;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private ref Swarm<TPeer> Find(scoped in InfoHash hash, uint tag, out bool isFound)
    {
        var slot = _slots + Home(tag);
        var end = _slots + Capacity - 1;
        while (slot < end && !slot->IsFree && (slot->Tag < tag || (slot->Tag == tag && slot->Hash != hash))) slot++;
        isFound = !slot->IsFree && slot->Tag == tag && slot->Hash == hash;
        return ref *slot;
    }

    // Moves what stands here and behind it up by one. False at the end of the table, whose last slot always stays free.
    private bool TryMakeWay(Swarm<TPeer>* slot)
    {
        var free = slot;
        while (!free->IsFree) free++;
        if (free == _slots + Capacity - 1) return false;
        var moved = free - slot;
        if (moved > 0) new ReadOnlySpan<Swarm<TPeer>>(slot, (int)moved).CopyTo(new Span<Swarm<TPeer>>(slot + 1, (int)moved));
        return true;
    }

    // By a quarter: between two growths a table is 64 to 80 percent full.
    private void Grow()
    {
        var old = _slots;
        var oldCapacity = Capacity;
        for (var homes = _homes + Math.Max(4, _homes / 4); ; homes += homes / 4)
        {
            _homes = homes;
            _slots = Allocate(homes);
            if (TryCopy(old, oldCapacity)) break;
            NativeMemory.AlignedFree(_slots);
        }

        NativeMemory.AlignedFree(old);
    }

    // In order already: each goes to its home or right behind the one before.
    private bool TryCopy(Swarm<TPeer>* old, int count)
    {
        var next = 0;
        for (var i = 0; i < count; i++)
        {
            if (old[i].IsFree) continue;
            next = Math.Max(next, Home(old[i].Tag));
            if (next >= Capacity - 1) return false;
            _slots[next++] = old[i];
        }

        return true;
    }

    private void Free()
    {
        if (_slots is null) return;
        for (var i = 0; i < Capacity; i++) _slots[i].Close();
        NativeMemory.AlignedFree(_slots);
        _slots = null;
        (_homes, Count) = (0, 0);
    }

    private static Swarm<TPeer>* Allocate(int homes)
    {
        var bytes = (nuint)CapacityOf(homes) * Swarm<TPeer>.Size;
        var slots = NativeMemory.AlignedAlloc(bytes, Swarm<TPeer>.Size);
        NativeMemory.Clear(slots, bytes);
        return (Swarm<TPeer>*)slots;
    }

    // Where slots of the last homes move to; one that is always free ends every search.
    private static int CapacityOf(int homes) => homes + 8 + Math.Min(homes / 8, 56);
    private uint TagOf(in InfoHash hash) => hash.KeyedHash(key);
    private int Home(uint tag) => (int)((ulong)tag * (uint)_homes >> 32);
}
