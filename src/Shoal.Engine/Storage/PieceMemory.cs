using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

/// <summary>Buffers for whole pieces from one budget: native memory, used again last in first out while caches still hold it.</summary>
internal sealed unsafe class PieceMemory(long budgetBytes) : IDisposable
{
    /// <summary>Vectors of 64 bytes never straddle a cache line.</summary>
    private const int Alignment = 64;

    /// <summary>A piece longer than this share of the budget is never buffered: a few of them would starve everybody else.</summary>
    private const int LargestShare = 8;

    /// <summary>Kept for the next piece when nothing is rented, in bytes.</summary>
    private const long IdleBytes = 16L << 20;

    /// <summary>Memory goes back at most this often: many small pieces leave nothing rented many times a second, and want it again at once.</summary>
    private static readonly long GiveBackPeriod = Stopwatch.Frequency;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<nint>> _free = [];
    private readonly Dictionary<int, Stack<nint>> _bare = [];   // addresses in slabs with no memory behind them
    private readonly List<nint> _slabs = [];
    private long _rented;
    private long _kept;
    private long _gaveBackAt = -GiveBackPeriod;

    public long BudgetBytes => budgetBytes;

    /// <summary>Bytes of buffers that pieces hold now.</summary>
    public long RentedBytes => Interlocked.Read(ref _rented);

    /// <summary>Bytes taken from the system: rented, and kept for the next piece.</summary>
    public long AllocatedBytes
    {
        get
        {
            lock (_lock) return _rented + _kept;
        }
    }

    /// <summary>A buffer of at least so many bytes, full of whatever was in it; null when the budget has no room.</summary>
    public byte* Rent(int bytes)
    {
        var size = SizeFor(bytes);
        if (size > budgetBytes / LargestShare) return null;
        lock (_lock)
        {
            if (_rented + size > budgetBytes) return null;
            if (_free.TryGetValue(size, out var same) && same.TryPop(out var kept))
            {
                _kept -= size;
                _rented += size;
                return (byte*)kept;
            }

            if (_rented + _kept + size > budgetBytes) FreeKept(budgetBytes - _rented - size);
            var made = Make(size);
            _rented += size;
            return made;
        }
    }

    public void Return(byte* buffer, int bytes)
    {
        var size = SizeFor(bytes);
        lock (_lock)
        {
            _rented -= size;
            _kept += size;
            Of(_free, size).Push((nint)buffer);
            GiveBackIdle();
        }
    }

    /// <summary>Called each second: what nothing uses any more goes back to the system.</summary>
    public void Trim()
    {
        lock (_lock) GiveBackIdle();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            FreeKept(0);
            foreach (var slab in _slabs) NativeMemory.AlignedFree((void*)slab);
            _slabs.Clear();
            _bare.Clear();
        }
    }

    private void GiveBackIdle()
    {
        var now = Stopwatch.GetTimestamp();
        if (_rented > 0 || _kept <= IdleBytes || now - _gaveBackAt < GiveBackPeriod) return;
        _gaveBackAt = now;
        FreeKept(IdleBytes);
    }

    private byte* Make(int size)
    {
        if (!LargePages.IsSupported) return (byte*)NativeMemory.AlignedAlloc((nuint)size, Alignment);
        if (IsInSlab(size) && _bare.TryGetValue(size, out var bare) && bare.TryPop(out var again)) return (byte*)again;
        var bytes = Math.Max(size, LargePages.Bytes);
        var made = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, LargePages.Bytes);
        LargePages.Wish(made, (nuint)bytes);
        if (!IsInSlab(size)) return made;
        _slabs.Add((nint)made);
        for (var at = bytes - size; at > 0; at -= size) Of(_bare, size).Push((nint)made + at);
        return made;
    }

    private void FreeKept(long downTo)
    {
        foreach (var (size, stack) in _free)
        {
            while (_kept > downTo && stack.TryPop(out var buffer))
            {
                _kept -= size;
                if (!IsInSlab(size))
                {
                    NativeMemory.AlignedFree((void*)buffer);
                    continue;
                }

                LargePages.GiveBack((byte*)buffer, (nuint)size);
                Of(_bare, size).Push(buffer);
            }
        }
    }

    /// <summary>Buffers of a size that share large pages; they are never freed one by one.</summary>
    private static bool IsInSlab(int size) => LargePages.IsSupported && size < LargePages.Bytes;

    private static Stack<nint> Of(Dictionary<int, Stack<nint>> stacks, int size)
    {
        if (!stacks.TryGetValue(size, out var same)) stacks[size] = same = new Stack<nint>();
        return same;
    }

    // Powers of two up to 1 MiB and whole MiB above: buffers of one size serve pieces of nearly that size.
    private static int SizeFor(int bytes) =>
        bytes <= 1 << 20 ? (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(bytes, 16 << 10)) : (bytes + 0xf_ffff) & ~0xf_ffff;
}
