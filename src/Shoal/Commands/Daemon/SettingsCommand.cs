using System.CommandLine;
using Shoal.Core.Primitives;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal settings</c>: what the daemon is set to, and changes of it.</summary>
internal static class SettingsCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var words = new Argument<string[]>("NAME[=VALUE]")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "A name alone shows a setting, with a value it is set, with nothing after '=' it is as at first. Nothing: shows all. Names: "
                + string.Join(", ", SettingNames.All.Select(setting => setting.Name)) + ".",
        };
        CommonOptions.RefuseOptions(words);
        var verb = new DaemonVerb(environment);
        var command = new Command("settings", "Show or change the settings of the running daemon; changes count at once.") { words };
        return verb.With(command, async (daemon, parsed, cancel) =>
        {
            var given = (parsed.GetValue(words) ?? []).Select(Read).ToList();
            var before = await daemon.SettingsAsync(cancel).ConfigureAwait(false);
            var now = given.Where(word => word.Value is not null).Aggregate(before, (settings, word) => word.Setting.Change(settings, word.Value!));
            if (now != before) now = await daemon.ChangeSettingsAsync(now, cancel).ConfigureAwait(false);
            if (parsed.GetValue(verb.Json)) environment.Out.WriteLine(ShoalJson.Line(now));
            else
            {
                var shown = given.Count == 0 ? SettingNames.All : given.Where(word => word.Value is null).Select(word => word.Setting);
                foreach (var setting in shown) environment.Out.WriteLine($"{setting.Name}={TerminalText.Escape(setting.Show(now))}");
            }
        });
    }

    private static (SettingName Setting, string? Value) Read(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word : word[..equals];
        var setting = SettingNames.All.FirstOrDefault(setting => setting.Name == name)
            ?? throw new CommandFailedException($"'{TerminalText.Escape(name)}' is no setting; 'shoal settings' shows them all.", ExitCode.Usage);
        return (setting, equals < 0 ? null : word[(equals + 1)..]);
    }
}
