using System.Net;
using Shoal.Core.Codes;

namespace Shoal.Engine.Sessions;

/// <summary>Something offered by a code. Lives until it expires, enough people have it, or it is disposed. Any thread.</summary>
public abstract class CodeSender : IAsyncDisposable
{
    private protected CodeSender() { }

    /// <summary>What is offered; waits for the end of a pipe.</summary>
    public abstract Task<CodeManifest> WaitForManifestAsync(CancellationToken cancel = default);

    /// <summary>How it stands. Costs no wait; the code in it may change (five strikes make a new one).</summary>
    public abstract CodeSenderSnapshot Snapshot();

    /// <summary>Lets in somebody who shows the code itself instead of proving it, as a browser has to. Wrong words are a strike, as over the wire.</summary>
    /// <param name="secret">The words, or the key of the link.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="name">What to call it.</param>
    /// <returns>Null when the secret is another one.</returns>
    /// <exception cref="CodeException">There is no room, or the code has ended; the message says so.</exception>
    public abstract CodeGuest? Admit(CodeSecret secret, IPEndPoint address, string name);

    /// <summary>Yes or no to a receiver that waits for it (<see cref="SendCode.Confirm"/>).</summary>
    public abstract void Decide(int receiver, bool isWelcome);

    /// <summary>Ends when the code has ended and nobody receives any more.</summary>
    /// <exception cref="CodeException">What is sent could not be read.</exception>
    public abstract Task WaitAsync(CancellationToken cancel = default);

    /// <summary>Withdraws the code and ends all transfers; receivers are told.</summary>
    public abstract ValueTask DisposeAsync();
}
