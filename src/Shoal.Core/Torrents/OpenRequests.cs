using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>The blocks one peer was asked for, oldest first. Answers mostly come in order: the search ends at its first step.</summary>
internal sealed class OpenRequests
{
    private const long Gone = -1;

    private long[] _keys = new long[RequestWindow.InitialBlocks * 2];
    private int _start;
    private int _end;

    public int Count { get; private set; }

    /// <summary>Keys from the oldest to the newest; answered ones between them are negative.</summary>
    public ReadOnlySpan<long> Keys => _keys.AsSpan(_start, _end - _start);

    public static long KeyOf(BlockAddress block) => KeyOf(block.Piece.Value, block.BlockIndex);
    public static long KeyOf(int piece, int blockIndex) => ((long)piece << 16) | (uint)blockIndex;
    public static int PieceOf(long key) => (int)(key >> 16);
    public static int BlockOf(long key) => (int)(key & 0xffff);

    public void Add(long key)
    {
        if (_end == _keys.Length) MakeRoom();
        _keys[_end++] = key;
        Count++;
    }

    public bool Contains(long key) => Keys.Contains(key);

    /// <summary>True when it was open.</summary>
    public bool Remove(long key)
    {
        var at = Keys.IndexOf(key);
        if (at < 0) return false;
        _keys[_start + at] = Gone;
        Count--;
        while (_start < _end && _keys[_start] == Gone) _start++;
        while (_end > _start && _keys[_end - 1] == Gone) _end--;
        if (_start == _end) _start = _end = 0;
        return true;
    }

    public void Clear() => _start = _end = Count = 0;

    private void MakeRoom()
    {
        var target = Count > _keys.Length / 4 * 3 ? new long[_keys.Length * 2] : _keys;
        var kept = 0;
        foreach (var key in Keys)
        {
            if (key != Gone) target[kept++] = key;
        }

        (_keys, _start, _end) = (target, 0, kept);
    }
}
