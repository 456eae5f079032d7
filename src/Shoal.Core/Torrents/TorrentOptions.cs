using Shoal.Core.Primitives;

namespace Shoal.Core.Torrents;

/// <summary>Limits and timings of one torrent. Immutable: derive with <c>with</c>.</summary>
public sealed record TorrentOptions
{
    /// <summary>How long a peer may leave a request unanswered before it counts as snubbing. Default 30 s; 1 s to 10 min.</summary>
    public TimeSpan RequestTimeout
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    } = TimeSpan.FromSeconds(30);

    /// <summary>Seconds of a peer's rate kept asked for. Default 3 s; 0.5 s to 30 s.</summary>
    public TimeSpan RequestQueueTime
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));
    } = TimeSpan.FromSeconds(3);

    /// <summary>Most requests open to one peer, in blocks. Default 2,000; 4 to 10,000.</summary>
    public int MaxRequestsPerPeer { get; init => field = Require.InRange(value, 4, 10_000); } = 2_000;

    /// <summary>Peers unchoked at once, the optimistic one included. Default 8; 1 to 1,000.</summary>
    public int UploadSlots { get; init => field = Require.InRange(value, 1, 1_000); } = 8;

    /// <summary>How often slots are dealt again. Default 10 s (BEP 3); 1 s to 10 min.</summary>
    public TimeSpan ChokeInterval
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    } = TimeSpan.FromSeconds(10);

    /// <summary>How often the optimistic slot moves on. Default 30 s (BEP 3); 1 s to 10 min.</summary>
    public TimeSpan OptimisticInterval
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    } = TimeSpan.FromSeconds(30);

    /// <summary>Who gets the slots of a seed. Default by rounds.</summary>
    public SeedChoking SeedChoking { get; init; } = SeedChoking.RoundRobin;

    /// <summary>Bytes of pieces begun and not finished at once. Default 128 MiB; 1 MiB to 64 GiB. One piece may always be begun.</summary>
    public long MaxPartialBytes { get; init => field = Require.InRange(value, 1L << 20, 1L << 36); } = 128L << 20;

    /// <summary>Inputs that may wait before peers are made to. Default 4,096; 16 to 65,536.</summary>
    public int InboxCapacity { get; init => field = Require.InRange(value, 16, 65_536); } = 4_096;
}
