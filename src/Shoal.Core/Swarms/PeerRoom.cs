using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Shoal.Core.Swarms;

/// <summary>Memory for the peers of a swarm: 24 bytes in place that hold the first three (IPv6: one), or else pointers to native memory.</summary>
/// <remarks>
/// Native, since a collector would have to walk and move millions of small arrays. Room grows by an eighth, so that little stays empty.
/// Stands only in the slots of a <see cref="SwarmTable{TPeer}"/>, which are native memory too: it never moves unseen.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(ushort))]
internal unsafe struct PeerRoom<TPeer>
    where TPeer : unmanaged, ISwarmPeer<TPeer>
{
    private const ushort InPlace = 1;
    private const ushort Outside = 2;

    private ushort _state;

    // In place: peers. Outside: where the peers are, where the index is (0: none), how many peers fit.
    private Words _words;

    public readonly bool IsClosed => _state == 0;
    public readonly bool HasIndex => _state == Outside && _words[1] != 0;
    public readonly Span<int> Index => new((int*)_words[1], PeerIndex.PlacesFor((int)_words[2]));

    private static int FitInPlace => 3 * sizeof(ulong) / sizeof(TPeer);
    private readonly int Capacity => _state == Outside ? (int)_words[2] : FitInPlace;

    public void Open() => _state = InPlace;

    public Span<TPeer> Peers(int count) =>
        new(_state == Outside ? (void*)_words[0] : Unsafe.AsPointer(ref _words), count);

    /// <summary>Room for one more than <paramref name="count"/>.</summary>
    public void MakeRoom(int count, ulong key)
    {
        if (count < Capacity) return;
        // An odd number of eight-byte peers is what the allocator's blocks hold without a rest.
        Resize(count, (count + Math.Max(2, count / 8)) | 1, key);
    }

    public void GiveBackRoom(int count, ulong key)
    {
        if (_state != Outside || count > Capacity / 2) return;
        if (count <= FitInPlace) MoveIn(count);
        else Resize(count, (count + (count / 8)) | 1, key);
    }

    public void Free()
    {
        if (_state == Outside)
        {
            NativeMemory.Free((void*)_words[0]);
            NativeMemory.Free((void*)_words[1]);
        }

        this = default;
    }

    private void Resize(int count, int capacity, ulong key)
    {
        var bytes = (nuint)capacity * (nuint)sizeof(TPeer);
        void* peers;
        if (_state == Outside)
        {
            NativeMemory.Free((void*)_words[1]);
            _words[1] = 0;
            peers = NativeMemory.Realloc((void*)_words[0], bytes);
        }
        else
        {
            peers = NativeMemory.Alloc(bytes);
            Peers(count).CopyTo(new Span<TPeer>(peers, count));
        }

        _state = Outside;
        (_words[0], _words[1], _words[2]) = ((ulong)peers, 0, (ulong)capacity);
        if (capacity <= TPeer.ScanLimit) return;
        _words[1] = (ulong)NativeMemory.AllocZeroed((nuint)PeerIndex.PlacesFor(capacity), sizeof(int));
        PeerIndex.Build(Index, new ReadOnlySpan<TPeer>(peers, count), key);
    }

    private void MoveIn(int count)
    {
        var (peers, index) = (_words[0], _words[1]);
        _state = InPlace;
        new ReadOnlySpan<TPeer>((void*)peers, count).CopyTo(Peers(count));
        NativeMemory.Free((void*)peers);
        NativeMemory.Free((void*)index);
    }

    [InlineArray(3)]
    private struct Words
    {
        private ulong _first;
    }
}
