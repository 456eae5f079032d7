using System.CommandLine;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Rooms;

/// <summary><c>shoal room</c>: joins a room and stays, sharing, until it is interrupted.</summary>
internal static class RoomCommand
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(500);

    public static Command Build(CommandEnvironment environment)
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "The room. Default: the one of the local network." };
        CommonOptions.RefuseOptions(name);
        var shares = new Option<string[]>("--share") { HelpName = "DIR", Description = "A folder to share, made when missing; may be given several times. Default: ~/Shoal." };
        var flags = new RoomFlags(environment);
        var command = new Command("room", "Join a room: share a folder with the people in it, and see who is there.") { name, shares };
        flags.AddTo(command, namesRoom: true);
        command.SetAction(async (parsed, cancel) =>
        {
            IReadOnlyList<string> folders = parsed.GetValue(shares) is { Length: > 0 } given ? given : Preferences.Read(environment.ConfigFile).SharesOrDefault;
            var plan = await flags.ReadAsync(parsed, parsed.GetValue(name), folders, cancel).ConfigureAwait(false);
            IRoomReport report = parsed.GetValue(flags.Json) ? new JsonRoomReport(environment) : new TextRoomReport(environment);
            return await RunAsync(plan, report, environment, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(RoomPlan plan, IRoomReport report, CommandEnvironment environment, CancellationToken cancel)
    {
        var engine = await ShoalEngine.StartAsync(plan.Engine, cancel: cancel).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            var room = await JoinAsync(engine, plan.Room, cancel).ConfigureAwait(false);
            await using (room.ConfigureAwait(false))
            {
                report.Joined(room.Snapshot(), engine.ListeningOn);
                try
                {
                    while (true)
                    {
                        report.Show(room.Snapshot());
                        await Task.Delay(LookPeriod, environment.Time, cancel).ConfigureAwait(false);
                    }
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    report.End();
                    return ExitCode.Ok;   // the way to leave
                }
            }
        }
    }

    /// <exception cref="CommandFailedException">It cannot be joined.</exception>
    internal static async Task<Room> JoinAsync(ShoalEngine engine, RoomOptions options, CancellationToken cancel)
    {
        try
        {
            return await engine.JoinRoomAsync(options, cancel).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is RoomException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(TerminalText.Escape(fault.Message.ReplaceLineEndings(" ")));
        }
    }
}
