using System.Net;
using Shoal.Core.Extensions;

namespace Shoal.Core.LocalDiscovery;

/// <summary>How many datagrams are listened to: of one source, and of all together. A flood costs a look-up each, no more.</summary>
/// <remarks>A client with thousands of torrents sends as many datagrams every five minutes, some tens a second at most.</remarks>
public sealed class HearingLimits
{
    /// <summary>Sources remembered; the oldest goes for the newest, so that who invents addresses meets the limit of all.</summary>
    public const int MaxSources = 256;

    /// <summary>Datagrams of one source: at once, and a second.</summary>
    public const int SourceBurst = 60;
    public const int SourcePerSecond = 30;

    /// <summary>Datagrams of all sources: at once, and a second.</summary>
    public const int TotalBurst = 1_000;
    public const int TotalPerSecond = 300;

    private readonly Dictionary<IPAddress, RequestBudget> _sources = [];
    private readonly Queue<IPAddress> _order = new();
    private readonly RequestBudget _total = new(TotalBurst, TotalPerSecond);

    /// <summary>True when one more datagram of that source is looked at.</summary>
    public bool Allow(IPAddress source, TimeSpan now)
    {
        if (!_sources.TryGetValue(source, out var budget))
        {
            if (_sources.Count == MaxSources) _sources.Remove(_order.Dequeue());
            _sources.Add(source, budget = new RequestBudget(SourceBurst, SourcePerSecond));
            _order.Enqueue(source);
        }

        return budget.TrySpend(now) && _total.TrySpend(now);
    }
}
