using System.Text;

namespace Shoal.Commands.Rooms;

/// <summary>Asks for a room's password, which does not show while it is typed and never stands in the list of processes.</summary>
internal static class RoomPassword
{
    private const int CharactersMax = 256;

    /// <exception cref="CommandFailedException">None was given.</exception>
    public static string Ask(CommandEnvironment environment)
    {
        if (environment.RoomPassword is { Length: > 0 } configured) return configured;
        environment.Error.Write("Password of the room: ");
        var typed = environment.ReadKey is { } readKey ? Read(readKey) : environment.In.ReadLine();
        if (environment.ReadKey is not null) environment.Error.WriteLine();
        return typed is { Length: > 0 and <= CharactersMax } ? typed : throw new CommandFailedException("no password was given.", ExitCode.Usage);
    }

    private static string Read(Func<ConsoleKeyInfo> readKey)
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = readKey();
            if (key.Key == ConsoleKey.Enter) return typed.ToString();
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar) && typed.Length < CharactersMax) typed.Append(key.KeyChar);
        }
    }
}
