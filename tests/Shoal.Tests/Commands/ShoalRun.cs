namespace Shoal.Commands;

/// <summary>Runs a command line in this process, its two streams caught.</summary>
internal sealed record ShoalRun(int ExitCode, string Out, string Error)
{
    public static async Task<ShoalRun> Of(params string[] args)
    {
        using var state = new TemporaryFolder();
        return await Of(args, state.Path, CancellationToken.None);
    }

    public static async Task<ShoalRun> Of(string[] args, string state, CancellationToken stop)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var environment = new CommandEnvironment { Out = output, Error = error, DefaultStateDirectory = state };
        var exitCode = await ShoalCommand.RunAsync(args, environment, stop);
        return new ShoalRun(exitCode, output.ToString(), error.ToString());
    }
}
