using Shoal.Commands;

// Asked often by scripts, and building the whole command tree would cost more than the answer.
if (args is ["--version"])
{
    Console.Out.WriteLine(ShoalCommand.Version);
    return ExitCode.Ok;
}

using var signals = new StopSignals();
return await ShoalCommand.RunAsync(args, CommandEnvironment.OfProcess(), signals.Stop).ConfigureAwait(false);
