using Shoal.Engine.Storage;

namespace Shoal.Engine.Peers;

/// <summary>Blocks a peer asked for and has not got, oldest first. Owned by the sender alone.</summary>
internal sealed class UploadQueue
{
    private BlockRange[] _ring = [];
    private int _head;

    public int Count { get; private set; }

    /// <summary>The oldest; only when there is one.</summary>
    public BlockRange Next => At(0);

    public void Enqueue(BlockRange range)
    {
        if (Count == _ring.Length) Grow();
        At(Count++) = range;
    }

    public BlockRange Dequeue()
    {
        var range = _ring[_head];
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        return range;
    }

    /// <summary>Takes one request out; false when it is not (or no longer) here.</summary>
    public bool Remove(BlockRange range)
    {
        for (var i = 0; i < Count; i++)
        {
            if (At(i) != range) continue;
            for (var j = i; j < Count - 1; j++) At(j) = At(j + 1);
            Count--;
            return true;
        }

        return false;
    }

    private ref BlockRange At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void Grow()
    {
        var larger = new BlockRange[Math.Max(64, _ring.Length * 2)];   // a power of two: At masks
        for (var i = 0; i < Count; i++) larger[i] = At(i);
        (_ring, _head) = (larger, 0);
    }
}
