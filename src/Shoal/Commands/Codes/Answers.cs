using Shoal.Engine.Sessions;

namespace Shoal.Commands.Codes;

/// <summary>Questions to the person. Where nobody can answer, the answer is no.</summary>
internal static class Answers
{
    /// <param name="environment">Where to ask.</param>
    /// <param name="question">With its choices, the default in capitals.</param>
    /// <param name="byDefault">What an empty line means.</param>
    public static bool Ask(CommandEnvironment environment, string question, bool byDefault)
    {
        environment.Error.Write(question);
        return environment.In.ReadLine() switch
        {
            null => No(environment),
            var line => line.Trim().ToUpperInvariant() switch { "" => byDefault, "Y" or "YES" => true, _ => false },
        };
    }

    /// <summary>Null for neither.</summary>
    public static CodeConflict? AskConflict(CommandEnvironment environment, string name)
    {
        environment.Error.Write($"{name} is there already. [o]verwrite, [r]ename the new one, or [n]either? ");
        return environment.In.ReadLine()?.Trim().ToUpperInvariant() switch
        {
            "O" or "OVERWRITE" => CodeConflict.Overwrite,
            "R" or "RENAME" => CodeConflict.Rename,
            null => Nothing(environment),
            _ => null,
        };
    }

    private static bool No(CommandEnvironment environment)
    {
        environment.Error.WriteLine("no answer; say --yes to receive without being asked.");
        return false;
    }

    private static CodeConflict? Nothing(CommandEnvironment environment)
    {
        environment.Error.WriteLine();
        return null;
    }
}
