using Shoal.Commands.Codes;
using Shoal.Commands.Daemon;
using Shoal.Commands.Rooms;
using Shoal.Core.Primitives;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands;

/// <summary>The whole command line: finds the verb, runs it, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class ShoalCommand
{
    /// <summary>Program and version, in one line.</summary>
    public static string Version => "shoal " + typeof(ShoalCommand).Assembly.GetName().Version?.ToString(3);

    private static readonly (string Verb, Func<CommandEnvironment, Command> Build)[] Verbs =
    [
        ("send", SendCommand.Build),
        ("receive", ReceiveCommand.Build),
        ("room", RoomCommand.Build),
        ("nearby", NearbyCommand.Build),
        ("search", SearchCommand.Build),
        ("user", UserCommand.Build),
        ("get", GetCommand.Build),
        ("seed", SeedCommand.Build),
        ("create", CreateCommand.Build),
        ("show", ShowCommand.Build),
        ("verify", VerifyCommand.Build),
        ("tracker", TrackerCommand.Build),
        ("doctor", DoctorCommand.Build),
        ("daemon", DaemonCommand.Build),
        ("add", AddCommand.Build),
        ("list", ListCommand.Build),
        ("info", InfoCommand.Build),
        ("pause", OrderCommands.BuildPause),
        ("resume", OrderCommands.BuildResume),
        ("recheck", OrderCommands.BuildRecheck),
        ("remove", OrderCommands.BuildRemove),
        ("move", OrderCommands.BuildMove),
        ("limit", LimitCommand.Build),
        ("stats", StatsCommand.Build),
        ("queue", QueueCommand.Build),
        ("label", LabelCommand.Build),
        ("files", FilesCommand.Build),
        ("peers", PeersCommand.Build),
        ("settings", SettingsCommand.Build),
    ];

    /// <param name="environment">What the commands see.</param>
    /// <param name="asked">The first word typed: when it is a verb, the others need not be built, which is most of a start.</param>
    private static RootCommand Build(CommandEnvironment environment, string asked)
    {
        var root = new RootCommand("Shares files between people's computers, directly: BitTorrent v1, v2 and hybrid.");
        var isKnown = Array.Exists(Verbs, verb => verb.Verb == asked);
        foreach (var verb in Verbs)
        {
            if (!isKnown || verb.Verb == asked) root.Add(verb.Build(environment));
        }

        foreach (var option in root.Options.OfType<HelpOption>()) option.Action = new HelpWithExitCodes((HelpAction)option.Action!);
        return root;
    }

    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CommandEnvironment environment, CancellationToken stop)
    {
        if (args.Length > 0 && !Array.Exists(Verbs, verb => verb.Verb == args[0])) args = Shorthand.Expand(args, environment);
        var root = Build(environment, args.Length > 0 ? args[0] : "");
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var verb = parsed.CommandResult.Command == root ? "shoal" : "shoal " + parsed.CommandResult.Command.Name;
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
            return Refuse(environment, verb, WhatIsWrong(parsed), ExitCode.Usage);

        var invocation = new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (CommandFailedException fault)
        {
            return Refuse(environment, verb, fault.Message, fault.ExitCode);
        }
        catch (Exception fault) when (fault is TorrentFailedException or CodeException or RoomException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Refuse(environment, verb, OneLine(fault.Message), ExitCode.Failure);
        }
#pragma warning disable CA1031 // the edge of the program: a bug is told in one line, too
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var where = Environment.GetEnvironmentVariable("SHOAL_DEBUG") is "1" ? Environment.NewLine + fault : "";
            var what = $"a fault of Shoal's own, not yours: {fault.GetType().Name}: {OneLine(fault.Message)} Please report it.";
            return Refuse(environment, verb, what + where, ExitCode.Failure);
        }
    }

    private static string WhatIsWrong(ParseResult parsed)
    {
        // The parser takes a misspelt option for an argument and complains about what follows it.
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens).Select(token => token.Value);
        var token = parsed.UnmatchedTokens.Concat(arguments).FirstOrDefault(token => token is ['-', _, ..]) ?? parsed.UnmatchedTokens.ElementAtOrDefault(0);
        if (token is null) return OneLine(parsed.Errors[0].Message);
        token = TerminalText.Escape(token);
        if (token.StartsWith('-')) return $"{CommonOptions.UnknownOption} '{token}'.";
        return parsed.CommandResult == parsed.RootCommandResult ? $"'{token}' is not a command." : $"unexpected argument '{token}'.";
    }

    private static int Refuse(CommandEnvironment environment, string verb, string message, int exitCode)
    {
        environment.Error.WriteLine($"{verb}: {message}");
        if (exitCode == ExitCode.Usage) environment.Error.WriteLine($"See '{verb} --help'.");
        return exitCode;
    }

    private static string OneLine(string message) => TerminalText.Escape(message.ReplaceLineEndings(" "));
}
