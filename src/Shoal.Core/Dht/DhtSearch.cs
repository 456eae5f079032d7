namespace Shoal.Core.Dht;

/// <summary>A lookup with what it is for.</summary>
internal sealed class DhtSearch(int number, SearchPurpose purpose, NodeId target)
{
    public int Number => number;
    public SearchPurpose Purpose => purpose;
    public Lookup Lookup { get; } = new(target);
    public PeerSearchTerms Terms { get; init; }

    /// <summary>Of the item looked for (BEP 44), the newest edition found so far, and what is to be stored instead.</summary>
    public byte[] Salt { get; init; } = [];
    public DhtItem? Found { get; set; }
    public DhtItem? ToPut { get; init; }

    /// <summary>It looks for nodes to fill an empty table with.</summary>
    public bool IsBootstrap { get; init; }

    /// <summary>It has candidates and asks.</summary>
    public bool IsRunning { get; set; }
    public bool IsCancelled { get; set; }

    /// <summary>Filters of all that answered, merged (BEP 33); null when nobody sent any.</summary>
    public byte[]? Seeds { get; private set; }
    public byte[]? Others { get; private set; }

    public void Merge(ReadOnlySpan<byte> seeds, ReadOnlySpan<byte> others)
    {
        if (seeds.Length != ScrapeFilter.Size || others.Length != ScrapeFilter.Size) return;
        ScrapeFilter.Merge(Seeds ??= new byte[ScrapeFilter.Size], seeds);
        ScrapeFilter.Merge(Others ??= new byte[ScrapeFilter.Size], others);
    }

    public SearchReport Report(int stored) => new(Lookup.Asked, Lookup.Answered, Lookup.Hops, stored)
    {
        Seeds = Seeds is null ? null : ScrapeFilter.Estimate(Seeds),
        Others = Others is null ? null : ScrapeFilter.Estimate(Others),
    };
}
