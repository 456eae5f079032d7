namespace Shoal.Core.Dht;

/// <summary>A node of the routing table: it has answered us at least once.</summary>
internal sealed class TableNode(NodeContact contact, TimeSpan now)
{
    /// <summary>A node that said nothing for this long is questionable (BEP 5).</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    /// <summary>Failures in a row that make a node bad.</summary>
    public const int MaxFailures = 2;

    public NodeContact Contact { get; } = contact;

    /// <summary>Its id is bound to its address (BEP 42).</summary>
    public bool IsVerified { get; } = SecureNodeId.Fits(contact.Id, contact.Address);

    /// <summary>When it last answered, or asked us something.</summary>
    public TimeSpan HeardAt { get; set; } = now;

    /// <summary>When it was last pinged because it was questionable.</summary>
    public TimeSpan PingedAt { get; set; } = now;

    /// <summary>Questions in a row it left unanswered.</summary>
    public int Failures { get; set; }

    public bool IsGood(TimeSpan now) => Failures == 0 && now - HeardAt < GoodFor;
}
