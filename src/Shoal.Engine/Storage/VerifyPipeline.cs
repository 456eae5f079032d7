using System.Diagnostics;
using Shoal.Core.Hashing;

namespace Shoal.Engine.Storage;

/// <summary>Threads that hash complete pieces of all torrents, as many side by side as the CPU has lanes, and see them written.</summary>
/// <remarks>
/// Sixteen pieces side by side cost 2.4 times less than one after another, so while pieces come fast a hasher lingers for
/// its lanes to fill: only for pieces that are really on their way, for a bounded time, and with a bounded share of the memory.
/// </remarks>
internal sealed class VerifyPipeline : IDisposable
{
    /// <summary>Longest wait of a complete piece for company.</summary>
    private static readonly long LingerMax = Stopwatch.Frequency * 60 / 1000;   // 60 ms

    /// <summary>Pieces waiting for company may hold this share of the memory budget.</summary>
    private const int LingerShare = 4;

    private readonly object _gathering = new();      // one hasher gathers at a time
    private readonly object _arrival = new();        // guards what follows; pulsed when a gatherer should look again
    private readonly Queue<GrowingPiece> _queue = new();
    private readonly long _lingerBytes;
    private readonly int _workers;
    private readonly int _lanes = Math.Max(1, Sha1Lanes.Lanes);
    private readonly int _worthwhile = Math.Max(2, Sha1Lanes.Lanes * 5 / 8);   // fewer side by side gain little over one by one
    private Thread[] _threads = [];
    private long _queuedBytes;
    private long _lastArrival;
    private long _interval = long.MaxValue / 1024;   // between arrivals, smoothed
    private int _wakeAt = 1;
    private int _filling;
    private bool _stopped;

    public VerifyPipeline(int workers, long memoryBudgetBytes) =>
        (_workers, _lingerBytes) = (workers, memoryBudgetBytes / LingerShare);

    /// <summary>Batches hashed so far, and pieces in them: their quotient says how well lanes fill.</summary>
    public long Batches { get; private set; }
    public long Pieces { get; private set; }

    /// <summary>A piece began (+1) or will not come any more, or is complete (-1).</summary>
    public void CountFilling(int change) => Interlocked.Add(ref _filling, change);

    /// <summary>Takes a complete piece. Never waits.</summary>
    public void Enqueue(GrowingPiece piece)
    {
        lock (_arrival)
        {
            if (_threads.Length == 0) Start();
            var now = Stopwatch.GetTimestamp();
            _interval = _lastArrival == 0 ? _interval : (_interval * 7 + Math.Min(now - _lastArrival, LingerMax)) / 8;
            _lastArrival = now;
            _queue.Enqueue(piece);
            _queuedBytes += piece.Length;
            if (_queue.Count >= _wakeAt) Monitor.Pulse(_arrival);
        }
    }

    public void Dispose()
    {
        lock (_arrival)
        {
            _stopped = true;
            Monitor.PulseAll(_arrival);
        }

        foreach (var thread in _threads) thread.Join();
    }

    private void Start()
    {
        _interval = LingerMax;
        _threads = new Thread[_workers];
        for (var i = 0; i < _workers; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"shoal hasher {i}" };
            _threads[i].Start();
        }
    }

    private void Work()
    {
        using var hasher = new PieceHasher();
        var batch = new GrowingPiece[_lanes];
        var right = new bool[_lanes];
        while (true)
        {
            var count = Gather(batch);
            if (count == 0) return;
            var fault = Judge(hasher, batch.AsSpan(0, count), right);
            for (var i = 0; i < count; i++)
            {
                batch[i].Owner!.Conclude(batch[i], right[i], fault);
                batch[i] = null!;
            }
        }
    }

    // A bug stops the torrents of one batch, not the process.
    private static Exception? Judge(PieceHasher hasher, ReadOnlySpan<GrowingPiece> batch, Span<bool> right)
    {
        try
        {
            hasher.Judge(batch, right);
            return null;
        }
        catch (Exception bug)
        {
            return bug;
        }
    }

    private int Gather(GrowingPiece[] batch)
    {
        lock (_gathering)
        lock (_arrival)
        {
            while (_queue.Count == 0)
            {
                if (_stopped) return 0;
                _wakeAt = 1;
                Monitor.Wait(_arrival);
            }

            Linger();
            var count = Math.Min(_queue.Count, batch.Length);
            for (var i = 0; i < count; i++)
            {
                batch[i] = _queue.Dequeue();
                _queuedBytes -= batch[i].Length;
            }

            Batches++;
            Pieces += count;
            return count;
        }
    }

    private void Linger()
    {
        var start = Stopwatch.GetTimestamp();
        while (!_stopped && _queuedBytes < _lingerBytes)
        {
            var now = Stopwatch.GetTimestamp();
            var target = Math.Min(_lanes, _queue.Count + Math.Max(0, Volatile.Read(ref _filling)));
            var left = LingerMax - (now - start);
            if (_queue.Count >= target || left <= 0) return;
            // The flow as it was, or as slow as the silence since the last piece says.
            var coming = left / Math.Max(1, Math.Max(_interval, (now - _lastArrival) / 2));
            if (_queue.Count + coming < Math.Min(target, _worthwhile)) return;
            _wakeAt = target;
            Monitor.Wait(_arrival, TimeSpan.FromSeconds((double)left / Stopwatch.Frequency / 4));
        }
    }
}
