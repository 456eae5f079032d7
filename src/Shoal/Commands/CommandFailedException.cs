namespace Shoal.Commands;

/// <summary>A command cannot go on, and the person who typed it can know why.</summary>
/// <param name="message">One line: what is wrong and whose move it is. What came from strangers is escaped already.</param>
/// <param name="exitCode">See <see cref="ExitCode"/>.</param>
internal sealed class CommandFailedException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
