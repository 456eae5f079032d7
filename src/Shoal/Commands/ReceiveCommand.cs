using System.CommandLine;
using Shoal.Commands.Codes;
using Shoal.Commands.Transfers;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands;

/// <summary><c>shoal receive</c>: what somebody sends, by the code they told.</summary>
internal static class ReceiveCommand
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(200);

    public static Command Build(CommandEnvironment environment)
    {
        var code = new Argument<string[]>("CODE|LINK")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "The code, such as 4821-harbor-violet-tuna, or the link. Asked for when it is not given, which keeps it out of the list of processes.",
        };
        CommonOptions.RefuseOptions(code);
        var output = new Option<string>("--output", "-o") { HelpName = "DIR", Description = "Folder to receive into. Default: this one.", DefaultValueFactory = _ => "." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Receive without asking." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace what has the same name." };
        var rename = new Option<bool>("--rename") { Description = "Give what is received another name where one is taken." };
        var toStdout = new Option<bool>("--stdout") { Description = "Write the one file, the text or the pipe to standard output." };
        var options = new CodeOptions(environment);
        var command = new Command("receive", "Receive what somebody sends by a code.") { code, output, yes, overwrite, rename, toStdout };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var ways = options.Read(parsed);
            if (parsed.GetValue(overwrite) && parsed.GetValue(rename)) throw new CommandFailedException("--overwrite and --rename exclude each other.", ExitCode.Usage);
            var typed = string.Join(' ', parsed.GetValue(code) ?? []);
            var request = new ReceiveCode
            {
                Code = CodePrompt.Complete(environment, typed),
                Trackers = ways.Trackers,
                Peers = await PeerNames.ResolveAsync(ways.Peers, cancel).ConfigureAwait(false),
            };
            var terms = new Terms(
                Path.GetFullPath(parsed.GetRequiredValue(output)), parsed.GetValue(yes), parsed.GetValue(toStdout),
                parsed.GetValue(overwrite) ? CodeConflict.Overwrite : parsed.GetValue(rename) ? CodeConflict.Rename : CodeConflict.Fail);
            return await RunAsync(request, terms, ways, environment, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(ReceiveCode request, Terms terms, CodeSettings ways, CommandEnvironment environment, CancellationToken cancel)
    {
        IReceiveReport report = ways.IsJson ? new JsonReceiveReport(environment) : new TextReceiveReport(environment);
        var engine = await ShoalEngine.StartAsync(ways.Engine, cancel: cancel).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            var receiver = engine.Receive(request);
            await using (receiver.ConfigureAwait(false))
            {
                var manifest = await WatchAsync(receiver.WaitForOfferAsync(cancel), receiver, report, environment).ConfigureAwait(false);
                report.Offered(receiver.Snapshot(), manifest);
                if (terms.ToStdout && manifest.Kind == CodeContentKind.Files && manifest.FileCount != 1)
                    throw new CommandFailedException("--stdout takes one file; this is a folder.");
                if (manifest.Kind != CodeContentKind.Text && !terms.Yes && !Answers.Ask(environment, $"Receive into {TerminalText.Escape(terms.Directory)}? [Y/n] ", byDefault: true))
                {
                    await receiver.DeclineAsync().ConfigureAwait(false);
                    return ExitCode.Failure;
                }

                if (manifest.Kind == CodeContentKind.Text) return await TakeTextAsync(receiver, manifest, terms, environment, report, cancel).ConfigureAwait(false);
                return terms.ToStdout
                    ? await TakeToStdoutAsync(receiver, ways, environment, report, cancel).ConfigureAwait(false)
                    : await TakeAsync(receiver, terms, environment, report, cancel).ConfigureAwait(false);
            }
        }
    }

    private static async Task<int> TakeAsync(CodeReceiver receiver, Terms terms, CommandEnvironment environment, IReceiveReport report, CancellationToken cancel)
    {
        var conflicts = terms.Conflicts;
        if (conflicts == CodeConflict.Fail && receiver.Conflicts(terms.Directory) is [var taken, ..])
        {
            if (Answers.AskConflict(environment, TerminalText.Escape(taken)) is not { } chosen)
            {
                await receiver.DeclineAsync().ConfigureAwait(false);
                throw new CommandFailedException($"{TerminalText.Escape(taken)} is there already: say --overwrite or --rename, or receive into another folder.");
            }

            conflicts = chosen;
        }

        var taking = receiver.AcceptAsync(new AcceptCode { Directory = terms.Directory, Conflicts = conflicts }, cancel);
        report.Received(await WatchAsync(taking, receiver, report, environment).ConfigureAwait(false), receiver.Snapshot());
        return ExitCode.Ok;
    }

    private static async Task<int> TakeTextAsync(
        CodeReceiver receiver, CodeManifest manifest, Terms terms, CommandEnvironment environment, IReceiveReport report, CancellationToken cancel)
    {
        await receiver.AcceptAsync(new AcceptCode { Directory = Path.GetTempPath() }, cancel).ConfigureAwait(false);
        if (terms.ToStdout) environment.Out.Write(manifest.Text);
        else report.Text(manifest.Text!);
        return ExitCode.Ok;
    }

    private static async Task<int> TakeToStdoutAsync(
        CodeReceiver receiver, CodeSettings ways, CommandEnvironment environment, IReceiveReport report, CancellationToken cancel)
    {
        var folder = Path.Combine(ways.StateRoot, "codes", "stdout");
        var taking = receiver.AcceptAsync(new AcceptCode { Directory = folder, Conflicts = CodeConflict.Rename }, cancel);
        var places = await WatchAsync(taking, receiver, report, environment).ConfigureAwait(false);
        try
        {
            var file = File.OpenRead(Directory.Exists(places[0]) ? Directory.EnumerateFiles(places[0], "*", SearchOption.AllDirectories).First() : places[0]);
            await using (file.ConfigureAwait(false)) await file.CopyToAsync(environment.OpenOutput(), cancel).ConfigureAwait(false);
        }
        finally
        {
            if (Directory.Exists(places[0])) Directory.Delete(places[0], recursive: true);
            else File.Delete(places[0]);
        }

        return ExitCode.Ok;
    }

    private static async Task<T> WatchAsync<T>(Task<T> work, CodeReceiver receiver, IReceiveReport report, CommandEnvironment environment)
    {
        while (!work.IsCompleted)
        {
            report.Show(receiver.Snapshot());
            await Task.WhenAny(work, Task.Delay(LookPeriod, environment.Time, CancellationToken.None)).ConfigureAwait(false);
        }

        report.Clear();
        return await work.ConfigureAwait(false);
    }

    /// <param name="Directory">Where to.</param>
    /// <param name="Yes">Without asking.</param>
    /// <param name="ToStdout">Not to a file.</param>
    /// <param name="Conflicts">What to do where a name is taken.</param>
    private sealed record Terms(string Directory, bool Yes, bool ToStdout, CodeConflict Conflicts);
}
