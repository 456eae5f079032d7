namespace Shoal.Engine.WebSeeds;

/// <summary>A web seed that cannot be used, or not now; the message is a few words for people, after its URL.</summary>
internal sealed class WebSeedException(string message) : Exception(message)
{
    /// <summary>The file of the torrent that it lacks; the others may be there. Null: it is the seed that fails.</summary>
    public int? LackedFile { get; init; }

    /// <summary>When it wants to be asked again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A rule forbids it: asking again would change nothing.</summary>
    public bool IsForGood { get; init; }
}
