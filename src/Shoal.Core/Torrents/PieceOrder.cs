using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>The pieces wanted and not begun, rarest first within each priority, equals in an order of chance.</summary>
/// <remarks>
/// One row of pieces cut into buckets by (priority, availability): a piece changes bucket by one swap with the piece at the
/// boundary, so nothing is scanned or sorted per pick. Bulk changes (a bitfield, new priorities) only mark the row stale; the next
/// pick lays it out again. Costs 8 bytes a piece, taken at the first pick.
/// </remarks>
internal sealed class PieceOrder(int pieceCount, Availability availability, Dice dice)
{
    /// <summary>Availabilities told apart; more than that is as common as can be.</summary>
    private const int Levels = 128;
    private const int Priorities = 7;
    private const int Buckets = Priorities * Levels;

    /// <summary>Steps along the row before a peer with few pieces is matched by its bitfield instead.</summary>
    private const int MaxSteps = 512;

    private readonly PieceSet _free = new(pieceCount);
    private byte[]? _priorities;
    private int[] _row = [];
    private int[] _positions = [];
    private int[] _starts = [];
    private int _top;
    private bool _isStale = true;

    /// <summary>Pieces wanted and not begun.</summary>
    public int Count => _free.Count;

    /// <summary>Of those, pieces no peer has.</summary>
    public int CountOutOfReach
    {
        get
        {
            if (availability.Seeds > 0 || Count == 0) return 0;
            LayOut();
            var count = 0;
            for (var bucket = 0; bucket <= _top; bucket += Levels) count += _starts[bucket + 1] - _starts[bucket];
            return count;
        }
    }

    public int PriorityOf(int piece) => _priorities is null ? 4 : Math.Min(_priorities[piece], (byte)Priorities);

    public bool Contains(int piece) => _free.Contains(piece);

    /// <param name="priorities">One a piece, 0 to 7; null: all alike.</param>
    public void SetPriorities(byte[]? priorities) => (_priorities, _isStale) = (priorities, true);

    /// <summary>Many availabilities changed at once.</summary>
    public void MarkStale() => _isStale = true;

    public void Add(PieceIndex piece)
    {
        if (!_free.Add(piece) || _isStale) return;
        var bucket = BucketOf(piece.Value);
        RaiseTop(bucket);
        var hole = _free.Count - 1;
        _starts[_top + 1] = _free.Count;
        for (var b = _top; b > bucket; b--)
        {
            var first = _starts[b]++;
            if (first == hole) continue;
            Put(_row[first], hole);
            hole = first;
        }

        Put(piece.Value, hole);
        Swap(hole, _starts[bucket] + dice.Below(hole - _starts[bucket] + 1));
    }

    public void Remove(PieceIndex piece)
    {
        if (!_free.Remove(piece) || _isStale) return;
        var hole = _positions[piece.Value];
        for (var b = BucketOf(piece.Value); b <= _top; b++)
        {
            var last = --_starts[b + 1];
            if (last == hole) continue;
            Put(_row[last], hole);
            hole = last;
        }
    }

    /// <summary>The availability of a piece is one more than it was.</summary>
    public void Rose(int piece)
    {
        if (_isStale || !_free.Contains(piece)) return;
        var bucket = BucketOf(piece);
        if (availability.BesidesSeeds(piece) >= Levels) return;
        RaiseTop(bucket);
        var boundary = --_starts[bucket];
        Swap(_positions[piece], boundary);
    }

    /// <summary>The availability of a piece is one less than it was.</summary>
    public void Fell(int piece)
    {
        if (_isStale || !_free.Contains(piece)) return;
        if (availability.BesidesSeeds(piece) >= Levels - 1) return;
        var boundary = _starts[BucketOf(piece) + 1]++;
        Swap(_positions[piece], boundary);
    }

    /// <summary>The rarest piece of the highest priority that the peer has; -1 when it has none of them.</summary>
    /// <param name="peer">Who would bring it.</param>
    /// <param name="atRandom">Any piece of the highest priority, not the rarest: the first pieces must come soon, and everybody's
    /// rarest piece is the same one.</param>
    public int Pick(TorrentPeer peer, bool atRandom)
    {
        if (Count == 0 || (peer.Pieces is null && !peer.SaidAll)) return -1;
        LayOut();
        var steps = 0;
        for (var first = 0; first <= _top; first += Levels)
        {
            // Every piece of a peer that did not say "all" is counted: it has nothing in the bucket of zero.
            var (from, to) = (_starts[peer.SaidAll ? first : first + 1], first + Levels > _top ? Count : _starts[first + Levels]);
            var offset = atRandom && to > from ? dice.Below(to - from) : 0;
            for (var i = from; i < to; i++)
            {
                var at = i + offset < to ? i + offset : i + offset - (to - from);
                if (peer.Has(_row[at])) return _row[at];
                if (++steps == MaxSteps) return PickByBits(peer);
            }
        }

        return -1;
    }

    /// <summary>The lowest piece the peer has of the highest priority it can serve; -1 when it has none.</summary>
    public int PickInOrder(TorrentPeer peer)
    {
        var (best, bestPriority) = (-1, 0);
        for (var piece = Next(0); piece >= 0; piece = piece + 1 < pieceCount ? Next(piece + 1) : -1)
        {
            var priority = PriorityOf(piece);
            if (priority > bestPriority) (best, bestPriority) = (piece, priority);
            if (_priorities is null || bestPriority == Priorities) break;
        }

        return best;

        int Next(int from) => peer.SaidAll
            ? PieceBits.FirstCommon(_free, _free, from)
            : peer.Pieces is null ? -1 : PieceBits.FirstCommon(_free, peer.Pieces, from);
    }

    private int PickByBits(TorrentPeer peer)
    {
        var found = PieceBits.FirstCommon(_free, peer.Pieces!, dice.Below(pieceCount));
        return found >= 0 ? found : PieceBits.FirstCommon(_free, peer.Pieces!, 0);
    }

    private int BucketOf(int piece) =>
        (Priorities - PriorityOf(piece)) * Levels + Math.Min(availability.BesidesSeeds(piece), Levels - 1);

    private void LayOut()
    {
        if (!_isStale) return;
        if (_row.Length == 0) (_row, _positions, _starts) = (new int[pieceCount], new int[pieceCount], new int[Buckets + 1]);
        Array.Clear(_starts);
        for (var piece = 0; piece < pieceCount; piece++)
        {
            if (_free.Contains(piece)) _starts[BucketOf(piece) + 1]++;
        }

        for (var bucket = 0; bucket < Buckets; bucket++) _starts[bucket + 1] += _starts[bucket];
        Span<int> cursors = stackalloc int[Buckets];
        _starts.AsSpan(0, Buckets).CopyTo(cursors);
        for (var piece = 0; piece < pieceCount; piece++)
        {
            if (_free.Contains(piece)) _row[cursors[BucketOf(piece)]++] = piece;
        }

        for (var bucket = 0; bucket < Buckets; bucket++) dice.Shuffle(_row.AsSpan(_starts[bucket].._starts[bucket + 1]));
        for (var at = 0; at < Count; at++) _positions[_row[at]] = at;
        _top = Buckets - 1;
        while (_top > 0 && _starts[_top] == Count) _top--;
        _isStale = false;
    }

    /// <summary>Boundaries above the last bucket in use are not kept up to date: most of the row's buckets are never used.</summary>
    private void RaiseTop(int bucket)
    {
        while (_top < bucket) _starts[++_top + 1] = _starts[_top];
    }

    private void Put(int piece, int at) => (_row[at], _positions[piece]) = (piece, at);

    private void Swap(int a, int b)
    {
        var (pieceA, pieceB) = (_row[a], _row[b]);
        Put(pieceA, b);
        Put(pieceB, a);
    }
}
