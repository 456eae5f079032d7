using System.CommandLine;
using System.Globalization;
using Shoal.Commands.Codes;
using Shoal.Commands.Transfers;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands;

/// <summary><c>shoal send</c>: files, a text or a pipe to whoever is told the code.</summary>
internal static class SendCommand
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(200);

    public static Command Build(CommandEnvironment environment)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Files and folders; '-' sends what comes out of a pipe.",
        };
        CommonOptions.RefuseOptions(paths);
        var text = new Option<string?>("--text") { HelpName = "TEXT", Description = "Send this text instead." };
        var expire = new Option<TimeSpan>("--expire")
        {
            HelpName = "TIME",
            Description = "How long the code lives, such as 10m, 2h or 1d. Default: 1h.",
            DefaultValueFactory = _ => TimeSpan.FromHours(1),
            CustomParser = result => CodeOptions.ParseTime("--expire", result),
        };
        var max = new Option<int>("--max") { HelpName = "N", Description = "The code dies when N people have it. Default: no limit." };
        max.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0) result.AddError("'--max': a number above 0.");
        });
        var once = new Option<bool>("--once") { Description = "The same as --max 1." };
        var confirm = new Option<bool>("--confirm") { Description = "Ask before anybody gets anything, even with the right code." };
        var noQr = new Option<bool>("--no-qr") { Description = "Do not draw the QR code." };
        var options = new CodeOptions(environment);
        var command = new Command("send", "Send files, folders, a text or a pipe to whoever is told the code that this prints.")
        {
            paths, text, expire, max, once, confirm, noQr,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var names = parsed.GetValue(paths) ?? [];
            var isPipe = names is ["-"];
            var ways = options.Read(parsed);
            var request = new SendCode
            {
                Paths = isPipe ? [] : names,
                Text = parsed.GetValue(text),
                Stream = isPipe ? environment.OpenInput() : null,
                Expire = parsed.GetValue(expire),
                MaxReceivers = parsed.GetValue(once) ? 1 : parsed.GetValue(max),
                Confirm = parsed.GetValue(confirm),
                Trackers = ways.Trackers,
                Peers = await PeerNames.ResolveAsync(ways.Peers, cancel).ConfigureAwait(false),
                HashFolder = Path.Combine(ways.StateRoot, "codes", "hashes"),
            };
            if (names.Length > 1 && names.Contains("-")) throw new CommandFailedException("a pipe ('-') is sent alone.", ExitCode.Usage);
            if ((names.Length > 0) == (request.Text is not null)) throw new CommandFailedException("name files to send, or '-', or a text with --text.", ExitCode.Usage);
            ISendReport report = ways.IsJson ? new JsonSendReport(environment) : new TextSendReport(environment, !parsed.GetValue(noQr), request);
            return await RunAsync(request, ways.Engine, report, environment, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        SendCode request, EngineOptions options, ISendReport report, CommandEnvironment environment, CancellationToken cancel)
    {
        var engine = await ShoalEngine.StartAsync(options, cancel: cancel).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            var sender = await engine.SendAsync(request, cancel).ConfigureAwait(false);
            await using (sender.ConfigureAwait(false))
            {
                using var answers = request.Confirm ? new ConfirmPrompt(environment, sender) : null;
                var (isAsked, isInsisted) = (false, false);
                var ended = sender.WaitAsync(CancellationToken.None);
                while (!ended.IsCompleted)
                {
                    var snapshot = sender.Snapshot();
                    report.Show(snapshot);
                    answers?.Ask(snapshot);
                    if (cancel.IsCancellationRequested)
                    {
                        var busy = snapshot.Receivers.Count(one => one.State is CodeReceiverState.Receiving or CodeReceiverState.Preparing);
                        if (busy == 0 || isInsisted || !environment.ErrorIsTerminal) break;
                        if (!isAsked) report.Note(string.Create(CultureInfo.InvariantCulture, $"{busy} still receiving: Ctrl-C again stops them; else this ends when they are done."));
                        isAsked = true;
                        StopSignals.Insisted = () => isInsisted = true;   // they hear a word of farewell all the same
                    }

                    await Task.WhenAny(ended, Task.Delay(LookPeriod, environment.Time, CancellationToken.None)).ConfigureAwait(false);
                }

                var isOver = ended.IsCompleted;
                await sender.DisposeAsync().ConfigureAwait(false);   // the figures are final then
                report.End(sender.Snapshot());
                if (!isOver) return sender.Snapshot().Receivers.Any(one => one.State == CodeReceiverState.Done) ? ExitCode.Ok : ExitCode.Interrupted;
                await ended.ConfigureAwait(false);
                return ExitCode.Ok;
            }
        }
    }
}
