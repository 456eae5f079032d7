using System.Diagnostics;

namespace Shoal.Fuzz;

/// <summary>Fires at one target for a while. What it fires depends on the seed alone.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int MaxFindings = 5;
    private const int MaxCorpus = 2_000;
    private const int MaxSameOutcome = 3;

    /// <summary>An input may take this long, when it does so three times in a row.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, int> _outcomes = [];
    private readonly List<byte[]> _corpus = [];

    /// <summary>File the next input is written to before it is fired; for what kills the process. Null: nowhere.</summary>
    public string? LastInputFile { get; init; }

    public List<FuzzFinding> Findings { get; } = [];
    public long Count { get; private set; }
    public int Outcomes => _outcomes.Count;

    public void For(TimeSpan time, long maxCount)
    {
        foreach (var honest in target.Seeds()) Fire(honest, join: true);
        if (_corpus.Count == 0) _corpus.Add([]);
        var mutator = new Mutator(new Random(seed), target);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time && Count < maxCount && Findings.Count < MaxFindings;)
            Fire(mutator.Breed(_corpus), join: false);
    }

    private void Fire(byte[] input, bool join)
    {
        Count++;
        if (LastInputFile is not null) File.WriteAllBytes(LastInputFile, input);
        var outcome = TryRun(input, out var what);
        if (what is not null)
        {
            Findings.Add(Shrink(input, what));
            return;
        }

        var seen = _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        if (join || (seen <= MaxSameOutcome && _corpus.Count < MaxCorpus)) _corpus.Add(input);
    }

    private int TryRun(byte[] input, out string? what)
    {
        try
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var outcome = target.Run(input);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            what = allocated > target.MaxAllocatedBytes + 64L * input.Length ? $"allocated {allocated:N0} bytes"
                : Stopwatch.GetElapsedTime(started) > MaxDuration && IsSlowAgain(input) ? "slow"
                : null;
            return outcome;
        }
        catch (Exception e)
        {
            what = e.ToString();
            return 0;
        }
    }

    // Leaves out ever smaller parts as long as what is left is found guilty of the same.
    private FuzzFinding Shrink(byte[] input, string what)
    {
        static string Kind(string what) => what[..Math.Min(what.Length, 60)];

        for (var part = input.Length / 2; part > 0; part /= 2)
        {
            for (var at = 0; at + part <= input.Length;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + part)];
                TryRun(shorter, out var again);
                if (again is not null && Kind(again) == Kind(what)) (input, what) = (shorter, again);
                else at += part;
            }
        }

        return new FuzzFinding(target.Name, input, what);
    }

    // A pause of the collector or the machine is no finding.
    private bool IsSlowAgain(byte[] input)
    {
        for (var i = 0; i < 2; i++)
        {
            var started = Stopwatch.GetTimestamp();
            target.Run(input);
            if (Stopwatch.GetElapsedTime(started) <= MaxDuration) return false;
        }

        return true;
    }
}
