namespace Shoal.Engine.Discovery;

/// <summary>Several searches as one: a hybrid torrent has two names in the same way.</summary>
internal sealed class PeerSearches(IReadOnlyList<IPeerSearch> searches) : IPeerSearch
{
    public void AskNow()
    {
        foreach (var search in searches) search.AskNow();
    }

    public void Dispose()
    {
        foreach (var search in searches) search.Dispose();
    }
}
