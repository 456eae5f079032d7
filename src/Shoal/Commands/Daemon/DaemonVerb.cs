using System.CommandLine;
using Shoal.Web.Client;

namespace Shoal.Commands.Daemon;

/// <summary>What all commands that talk to a running daemon share: the options, finding it, and the word when there is none.</summary>
internal sealed class DaemonVerb(CommandEnvironment environment)
{
    public Option<string?> State { get; } = CommonOptions.State();
    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <summary>Completes a command: its own symbols are in it already.</summary>
    /// <param name="command">Gets the options and the action.</param>
    /// <param name="run">Does the work with a daemon that answers.</param>
    public Command With(Command command, Func<DaemonClient, ParseResult, CancellationToken, Task> run)
    {
        command.Options.Add(State);
        command.Options.Add(Json);
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = DaemonCommand.FolderOf(parsed.GetValue(State) ?? environment.DefaultStateDirectory);
            using var client = await DaemonClient.FindAsync(folder, cancel).ConfigureAwait(false)
                ?? throw new CommandFailedException("no daemon is running; start one with 'shoal daemon', or use 'shoal get' and 'shoal seed', which need none.");
            await run(client, parsed, cancel).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
