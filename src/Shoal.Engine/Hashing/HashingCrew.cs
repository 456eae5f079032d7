using System.Runtime.ExceptionServices;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Hashing;

/// <summary>One thread a core, each taking the next run of pieces until none is left.</summary>
internal static class HashingCrew
{
    /// <summary>Work of less than this is not worth a second thread.</summary>
    private const long BytesPerThread = 1 << 20;

    /// <summary>Crews at work at once: one for the long job, one so that short ones need not wait for its end. The others queue.</summary>
    private static readonly SemaphoreSlim Turns = new(2);

    /// <param name="plan">What to hash.</param>
    /// <param name="pieces">Which pieces, in rising order.</param>
    /// <param name="source">Opens the files.</param>
    /// <param name="files">Reads them.</param>
    /// <param name="take">Receives each batch when it is hashed, from any thread, several at once.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Looked at while waiting for a turn and before each batch.</param>
    /// <param name="threadsMax">Most threads; work in the background takes one.</param>
    /// <exception cref="DiskException">Reading failed.</exception>
    public static void Run(
        HashingPlan plan, ReadOnlyMemory<int> pieces, ISpaceFiles source, IFileSystem files,
        Action<PieceBatch> take, Action<long>? progress, CancellationToken cancel, int threadsMax = int.MaxValue)
    {
        var most = Math.Max(1, (long)pieces.Length * plan.Geometry.PieceBytes / BytesPerThread);
        var threads = (int)Math.Min(Math.Min(Math.Min(Environment.ProcessorCount, threadsMax), most), Math.Max(1, pieces.Length));
        var (next, done) = (0, 0L);
        ExceptionDispatchInfo? fault = null;

        void Work()
        {
            try
            {
                using var reader = new SpaceReader(plan.Layout, source, files);
                using var batch = new PieceBatch(plan, reader);
                var size = Math.Clamp((pieces.Length + threads - 1) / threads, 1, batch.Preferred);
                while (Volatile.Read(ref fault) is null)
                {
                    var start = Interlocked.Add(ref next, size) - size;
                    if (start >= pieces.Length) return;
                    cancel.ThrowIfCancellationRequested();
                    batch.Hash(pieces.Span.Slice(start, Math.Min(size, pieces.Length - start)));
                    take(batch);
                    progress?.Invoke(Interlocked.Add(ref done, batch.Bytes));
                }
            }
            catch (Exception thrown)
            {
                // Carried over to the caller's thread; the others stop at their next batch.
                Interlocked.CompareExchange(ref fault, ExceptionDispatchInfo.Capture(thrown), null);
            }
        }

        Turns.Wait(cancel);
        try
        {
            var others = new Thread[threads - 1];
            for (var i = 0; i < others.Length; i++)
            {
                others[i] = new Thread(Work) { IsBackground = true, Name = $"shoal hashing {i + 1}" };
                others[i].Start();
            }

            Work();
            foreach (var thread in others) thread.Join();
        }
        finally
        {
            Turns.Release();
        }

        fault?.Throw();
    }
}
