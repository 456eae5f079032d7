namespace Shoal.Commands;

/// <summary>What every command's exit code means; scripts rely on it.</summary>
internal static class ExitCode
{
    /// <summary>All that was asked is done.</summary>
    public const int Ok = 0;

    /// <summary>It could not be done; one line on standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line makes no sense; nothing was begun.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM before it was done; 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
