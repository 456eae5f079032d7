using System.Numerics;
using System.Runtime.InteropServices;

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

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<nint>> _free = [];
    private long _rented;
    private long _kept;

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
            var made = (byte*)NativeMemory.AlignedAlloc((nuint)size, Alignment);
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
            if (!_free.TryGetValue(size, out var same)) _free[size] = same = new Stack<nint>();
            same.Push((nint)buffer);
            if (_rented == 0 && _kept > IdleBytes) FreeKept(IdleBytes);
        }
    }

    public void Dispose()
    {
        lock (_lock) FreeKept(0);
    }

    private void FreeKept(long downTo)
    {
        foreach (var (size, stack) in _free)
        {
            while (_kept > downTo && stack.TryPop(out var buffer))
            {
                NativeMemory.AlignedFree((void*)buffer);
                _kept -= size;
            }
        }
    }

    // Powers of two up to 1 MiB and whole MiB above: buffers of one size serve pieces of nearly that size.
    private static int SizeFor(int bytes) =>
        bytes <= 1 << 20 ? (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(bytes, 16 << 10)) : (bytes + 0xf_ffff) & ~0xf_ffff;
}
