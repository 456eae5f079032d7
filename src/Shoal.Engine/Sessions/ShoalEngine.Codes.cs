using Shoal.Engine.Codes;

namespace Shoal.Engine.Sessions;

/// <summary>Sending and receiving by short codes.</summary>
public sealed partial class ShoalEngine
{
    /// <summary>Looks at what is to be sent and makes a code for it, at once: hashing and looking for receivers go on meanwhile.</summary>
    /// <exception cref="CodeException">Something cannot be sent.</exception>
    public Task<CodeSender> SendAsync(SendCode request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return LiveCodeSender.StartAsync(_services, _torrents, request, cancel);
    }

    /// <summary>Looks for the sender of a code.</summary>
    /// <exception cref="CodeException">It is no code; the message says what was meant, where that is clear.</exception>
    public CodeReceiver Receive(ReceiveCode request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return LiveCodeReceiver.Start(_services, _torrents, request);
    }
}
