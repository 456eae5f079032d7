using Shoal.Core.Primitives;

namespace Shoal.Core.LocalDiscovery;

/// <summary>How often a swarm is announced on the local network.</summary>
public sealed record AnnounceRhythm
{
    /// <summary>That of torrents: heard at once by who is there, then as seldom as BEP 14 asks.</summary>
    public static AnnounceRhythm Torrent { get; } = new();

    /// <summary>When to announce after the start, each counted from it: a datagram may be lost. Default 0, 0.5, 2 and 6 s; 1 to 10 of them, rising.</summary>
    public IReadOnlyList<TimeSpan> Burst
    {
        get;
        init => field = value.Count is > 0 and <= 10 && value.SequenceEqual(value.Order()) && value[0] >= TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Burst), value.Count, "A burst has 1 to 10 announces, in order.");
    } = [TimeSpan.Zero, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6)];

    /// <summary>Between announces after the burst. Default 5 min (BEP 14); 1 s to 1 h.</summary>
    public TimeSpan Interval
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    } = TimeSpan.FromMinutes(5);

    /// <summary>Least time between announces when peers are short. Default 1 min (BEP 14); 1 s to 1 h.</summary>
    public TimeSpan AskAgainAfter
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    } = TimeSpan.FromMinutes(1);

    /// <summary>Newcomers that are answered in a minute: who is new has missed what was said before. Default 6; 0 to 60.</summary>
    public int AnswersPerMinute { get; init => field = Require.InRange(value, 0, 60); } = 6;
}
