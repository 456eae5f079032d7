using Shoal.Core.Codes;
using Shoal.Core.Primitives;

namespace Shoal.Commands.Codes;

/// <summary>Gets a code that is whole out of what was typed: asks for it, completes its words, puts slips right with the person's yes.</summary>
internal static class CodePrompt
{
    private const int AttemptsMax = 5;

    /// <param name="environment">Where to ask.</param>
    /// <param name="typed">What stood on the command line; empty asks.</param>
    /// <exception cref="CommandFailedException">It is no code, and nobody put it right.</exception>
    public static string Complete(CommandEnvironment environment, string typed)
    {
        if (typed.Length > 0 && environment.ErrorIsTerminal && ShareCode.LooksLike(typed))
            environment.Error.WriteLine("(On a shared computer, run 'shoal receive' alone and type the code when asked: arguments can be seen by others.)");
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var isAsked = typed.Length == 0;
            if (isAsked) typed = Ask(environment) ?? throw new CommandFailedException("no code was given.", ExitCode.Usage);
            if (CodeLink.TryParse(typed, out _)) return typed;
            if (ShareCode.TryParse(typed, out var code, out var problem)) return code.ToString();
            if (ShareCode.Repair(typed) is { } repaired)
            {
                environment.Error.WriteLine(TerminalText.Escape(problem));
                if (Answers.Ask(environment, $"Did you mean {repaired}? [Y/n] ", byDefault: true)) return repaired;
            }
            else if (!isAsked) throw new CommandFailedException(TerminalText.Escape(problem), ExitCode.Usage);
            else environment.Error.WriteLine(TerminalText.Escape(problem));
            typed = string.Empty;
        }

        throw new CommandFailedException("that was no code, five times.", ExitCode.Usage);
    }

    private static string? Ask(CommandEnvironment environment)
    {
        const string Prompt = "Code: ";
        environment.Error.Write(Prompt);
        return environment.ReadKey is { } readKey ? new CodeLine(environment.Error, Prompt).Read(readKey) : environment.In.ReadLine();
    }
}
