namespace Shoal.TrackerLoad;

internal sealed class LoadResult
{
    public long Answers;
    public long Peers;
    public long Lost;
    public long Late;

    /// <summary>Of another kind or length than the question asks for, or with peers that nobody announced.</summary>
    public long Wrong;

    /// <summary>Of the replies looked at closely: the asker in his own list; seeds given to a seed.</summary>
    public long SelfListed;
    public long SeedsToSeeds;

    public double Seconds;
    public double ServerUser;
    public double ServerSystem;

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
        {"answers":{{Answers}},"seconds":{{Seconds:F3}},"rate":{{Answers / Seconds:F0}},"cpu_us":{{(ServerUser + ServerSystem) / Math.Max(1, Answers) * 1e6:F3}},"user_us":{{ServerUser / Math.Max(1, Answers) * 1e6:F3}},"peers":{{Peers / (double)Math.Max(1, Answers):F1}},"lost":{{Lost}},"late":{{Late}},"wrong":{{Wrong}},"self":{{SelfListed}},"seeds_to_seeds":{{SeedsToSeeds}}}
        """);
}
