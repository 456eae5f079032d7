using Shoal.Core.Primitives;

namespace Shoal.Tracker;

/// <summary>What one address may do in a minute; IPv6 counts a /64 as one. Generous: many homes stand behind one address. Immutable.</summary>
public sealed record AddressLimits
{
    private const int Most = 1_000_000_000;

    /// <summary>Announces. Default 30,000; 0 sets no limit.</summary>
    public int Announces { get; init => field = Require.InRange(value, 0, Most); } = 30_000;

    /// <summary>Info-hashes asked for in scrapes. Default 60,000; 0 sets no limit.</summary>
    public int Scrapes { get; init => field = Require.InRange(value, 0, Most); } = 60_000;

    /// <summary>Peers entered that were not there, in all swarms; who has no more is still given peers. Default 20,000; 0 sets no limit.</summary>
    public int Joins { get; init => field = Require.InRange(value, 0, Most); } = 20_000;

    internal bool AreNone => Announces == 0 && Scrapes == 0 && Joins == 0;
}
