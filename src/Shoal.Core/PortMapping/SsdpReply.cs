namespace Shoal.Core.PortMapping;

/// <summary>Where a device describes itself, as it answered a search.</summary>
/// <param name="Location">An absolute http URL; whether it may be asked is judged by who answered.</param>
/// <param name="Target">What it says it is ("ST").</param>
public readonly record struct SsdpReply(Uri Location, string Target);
