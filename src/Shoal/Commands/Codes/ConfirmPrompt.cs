using Shoal.Engine.Sessions;

namespace Shoal.Commands.Codes;

/// <summary>Asks the sender about each receiver that waits, one after another, while the screen goes on.</summary>
internal sealed class ConfirmPrompt(CommandEnvironment environment, CodeSender sender) : IDisposable
{
    private readonly HashSet<int> _asked = [];
    private Task _asking = Task.CompletedTask;

    /// <summary>Called several times a second.</summary>
    public void Ask(CodeSenderSnapshot now)
    {
        if (!_asking.IsCompleted) return;
        if (now.Receivers.FirstOrDefault(one => one is { State: CodeReceiverState.Waiting, Name.Length: > 0 } && !_asked.Contains(one.Id)) is not { } next) return;
        _asked.Add(next.Id);
        environment.Error.WriteLine($"Let {next.Name} ({next.Address.Address}) have it? [y/N]");
        // A thread of its own: reading a line cannot be given up.
        _asking = Task.Factory.StartNew(
            () => sender.Decide(next.Id, environment.In.ReadLine()?.Trim() is "y" or "Y" or "yes"),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose()
    {
        // A line that is still read ends with the process.
    }
}
