namespace Shoal.Engine.Discovery;

/// <summary>A swarm being looked for in one way. Any thread may call; nothing waits. Disposing ends it: nothing is sent or told afterwards.</summary>
internal interface IPeerSearch : IDisposable
{
    /// <summary>Peers are short: look again as soon as the rules of this way allow. Called often.</summary>
    void AskNow();
}
