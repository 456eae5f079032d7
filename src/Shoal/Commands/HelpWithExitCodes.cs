using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Shoal.Commands;

/// <summary>The library's help, with the exit codes at its foot.</summary>
internal sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine("""
            Exit codes:
              0    done
              1    it could not be done; standard error says why in one line
              2    the command line makes no sense; nothing was begun
              130  interrupted before it was done (get goes on where it was when run again)
            """);
        return ExitCode.Ok;
    }
}
