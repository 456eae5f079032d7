namespace Shoal.Tracker;

/// <summary>A tracker in numbers, at one moment; all but the first two count since it started.</summary>
/// <param name="Swarms">Swarms in memory; one that has IPv4 and IPv6 peers counts twice.</param>
/// <param name="Peers">Peers in memory.</param>
/// <param name="Connects">UDP connects answered.</param>
/// <param name="Announces">Announces answered, UDP and HTTP.</param>
/// <param name="Scrapes">Scrapes answered, UDP and HTTP.</param>
/// <param name="Refused">Requests that made no sense.</param>
/// <param name="WrongIds">UDP requests with a connection id that was not ours, not theirs or too old.</param>
public sealed record TrackerSnapshot(int Swarms, int Peers, long Connects, long Announces, long Scrapes, long Refused, long WrongIds);
