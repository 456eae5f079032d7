using Shoal.Core.Primitives;

namespace Shoal.Core.Queueing;

/// <summary>How many torrents may be active at once; the others wait for their turn. Immutable: derive with <c>with</c>.</summary>
public sealed record QueueOptions
{
    /// <summary>Most of any limit below.</summary>
    public const int MaxLimit = 1_000_000;

    /// <summary>Downloads at once; slow ones are not counted. 0 is no limit. Default 0; 0 to <see cref="MaxLimit"/>.</summary>
    public int Downloads { get; init => field = Require.InRange(value, 0, MaxLimit); }

    /// <summary>Seeds at once; slow ones are not counted. 0 is no limit. Default 0; 0 to <see cref="MaxLimit"/>.</summary>
    public int Seeds { get; init => field = Require.InRange(value, 0, MaxLimit); }

    /// <summary>Torrents at once, downloads before seeds; slow ones count here. 0 is no limit. Default 0; 0 to <see cref="MaxLimit"/>.</summary>
    public int Total { get; init => field = Require.InRange(value, 0, MaxLimit); }

    /// <summary>A download that gets less is slow, in payload bytes a second. Default 2,048; 0 to 1 TB.</summary>
    public long SlowDownloadRate { get; init => field = Require.InRange(value, 0, 1_000_000_000_000); } = 2_048;

    /// <summary>A seed that gives less is slow, in payload bytes a second. Default 2,048; 0 to 1 TB.</summary>
    public long SlowUploadRate { get; init => field = Require.InRange(value, 0, 1_000_000_000_000); } = 2_048;

    /// <summary>How long a rate must stay on one side before a torrent counts as slow, or as fast again. Default 1 min; 1 s to 1 day.</summary>
    public TimeSpan SlowAfter
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    } = TimeSpan.FromMinutes(1);

    /// <summary>Some torrent may have to wait.</summary>
    public bool HasLimits => Downloads > 0 || Seeds > 0 || Total > 0;
}
