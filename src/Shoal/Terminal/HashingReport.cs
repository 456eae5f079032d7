using Shoal.Commands;
using Shoal.Engine.Sessions;

namespace Shoal.Terminal;

/// <summary>A bar for work that hashes; on a terminal only, and taken away at the end.</summary>
/// <param name="environment">Where to paint.</param>
/// <param name="what">One word before the bar.</param>
/// <param name="isQuiet">Paint nothing.</param>
internal sealed class HashingReport(CommandEnvironment environment, string what, bool isQuiet) : IProgress<HashingProgress>, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(0.2);

    private readonly Lock _painting = new();
    private readonly long _began = environment.Time.GetTimestamp();
    private readonly Painter? _painter = environment.ErrorIsTerminal && !isQuiet ? new Painter(environment.Error, environment.Width) : null;
    private long _painted;

    /// <summary>Called by several threads; only one of them paints, and not often.</summary>
    public void Report(HashingProgress value)
    {
        if (_painter is null || !_painting.TryEnter()) return;
        try
        {
            var now = environment.Time.GetTimestamp();
            if (_painted != 0 && environment.Time.GetElapsedTime(_painted, now) < Period) return;
            _painted = now;
            var rate = value.DoneBytes / Math.Max(environment.Time.GetElapsedTime(_began, now).TotalSeconds, 0.001);
            _painter.Paint([ProgressView.Hashing(what, value, (long)rate, environment.Width() - 1)]);
        }
        finally
        {
            _painting.Exit();
        }
    }

    public void Dispose()
    {
        lock (_painting) _painter?.Clear();
    }
}
