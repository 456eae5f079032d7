using System.CommandLine;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;

namespace Shoal.Commands.Rooms;

/// <summary><c>shoal user</c>: what others see in rooms; remembered.</summary>
internal static class UserCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var name = new Argument<string[]>("NAME") { Arity = ArgumentArity.ZeroOrMore, Description = "What others see. Without it, the name is shown." };
        CommonOptions.RefuseOptions(name);
        var command = new Command("user", "Show or set the name that others see in rooms.") { name };
        command.SetAction(parsed =>
        {
            var preferences = Preferences.Read(environment.ConfigFile);
            var wanted = string.Join(' ', parsed.GetValue(name) ?? []).Trim();
            if (wanted.Length > 0)
            {
                if (Encoding.UTF8.GetByteCount(wanted) > RoomLimits.UserNameBytesMax || TerminalText.Escape(wanted) != wanted)
                    throw new CommandFailedException($"a name has at most {RoomLimits.UserNameBytesMax} bytes that can be printed.", ExitCode.Usage);
                (preferences with { User = wanted }).Write(environment.ConfigFile);
            }
            else environment.Out.WriteLine(TerminalText.Escape(preferences.UserOrLogin));

            return ExitCode.Ok;
        });
        return command;
    }
}
