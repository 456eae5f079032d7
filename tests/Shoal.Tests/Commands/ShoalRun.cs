namespace Shoal.Commands;

/// <summary>Runs a command line in this process, its two streams caught.</summary>
internal sealed record ShoalRun(int ExitCode, string Out, string Error)
{
    public static async Task<ShoalRun> Of(params string[] args)
    {
        using var state = new TemporaryFolder();
        return await Of(args, state.Path, CancellationToken.None);
    }

    /// <param name="args">The command line.</param>
    /// <param name="state">Where state is kept.</param>
    /// <param name="stop">What Ctrl-C is.</param>
    /// <param name="watch">Told all that was written to standard output, after each line.</param>
    public static async Task<ShoalRun> Of(string[] args, string state, CancellationToken stop, Action<string>? watch = null)
    {
        using var output = new WatchedWriter(watch);
        using var error = new StringWriter { NewLine = "\n" };
        var environment = new CommandEnvironment { Out = output, Error = error, DefaultStateDirectory = state, DefaultListen = "127.0.0.1:0" };
        var exitCode = await ShoalCommand.RunAsync(args, environment, stop);
        return new ShoalRun(exitCode, output.ToString(), error.ToString());
    }

    private sealed class WatchedWriter : StringWriter
    {
        private readonly Action<string>? _watch;

        public WatchedWriter(Action<string>? watch) => (_watch, NewLine) = (watch, "\n");

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _watch?.Invoke(ToString());
        }
    }
}
