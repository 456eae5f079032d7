using Shoal.Core.Codes;

namespace Shoal.Engine.Sessions;

/// <summary>A code being received. Any thread.</summary>
public abstract class CodeReceiver : IAsyncDisposable
{
    private protected CodeReceiver() { }

    /// <summary>Ends when the sender is found and has proven itself: this is what it offers, names made safe.</summary>
    /// <exception cref="CodeException">No sender has this code, or it said no; the message says which and whose move it is.</exception>
    public abstract Task<CodeManifest> WaitForOfferAsync(CancellationToken cancel = default);

    /// <summary>Names of what is offered that are taken in a folder.</summary>
    public abstract IReadOnlyList<string> Conflicts(string directory);

    /// <summary>Says yes; ends when everything is in its place. What arrived of an earlier attempt at the same files is used.</summary>
    /// <returns>Where it is: a path for each name at the top.</returns>
    /// <exception cref="CodeException">The sender went away, or a name is taken; what arrived is kept for the next attempt.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public abstract Task<IReadOnlyList<string>> AcceptAsync(AcceptCode request, CancellationToken cancel = default);

    /// <summary>Says no.</summary>
    public abstract Task DeclineAsync();

    public abstract CodeReceiverSnapshot Snapshot();

    /// <summary>Leaves the swarm; what arrived is kept.</summary>
    public abstract ValueTask DisposeAsync();
}
