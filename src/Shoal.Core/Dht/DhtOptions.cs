using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>How a node of the DHT behaves. Immutable: derive with <c>with</c>.</summary>
public sealed record DhtOptions
{
    /// <summary>Nodes a bucket holds, "k" (BEP 5). Default 8; 2 to 4,096.</summary>
    public int BucketSize { get; init => field = Require.InRange(value, 2, 4_096); } = 8;

    /// <summary>Asks and answers nothing, and says so: for those whom nobody can reach (BEP 43). Default false.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Talks to nodes of this machine alone, whatever it is told. Default false.</summary>
    public bool IsLoopbackOnly { get; init; }

    /// <summary>Queries a second that one address may ask before it is not heard for five minutes. Default 5; 1 to 10,000.</summary>
    public int QueriesPerSource { get; init => field = Require.InRange(value, 1, 10_000); } = 5;

    /// <summary>Bytes a second of all answers together. Default 16,000; 1,000 to 100,000,000.</summary>
    public int AnswerBytesPerSecond { get; init => field = Require.InRange(value, 1_000, 100_000_000); } = 16_000;

    /// <summary>Torrents that others announced and we keep. Default 2,000; 0 to 1,000,000.</summary>
    public int MaxTorrents { get; init => field = Require.InRange(value, 0, 1_000_000); } = 2_000;

    /// <summary>Items of others that we keep (BEP 44). Default 700; 0 to 1,000,000.</summary>
    public int MaxItems { get; init => field = Require.InRange(value, 0, 1_000_000); } = 700;
}
