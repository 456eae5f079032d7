namespace Shoal.Core.Dht;

/// <summary>One candidate of a lookup.</summary>
internal sealed class LookupNode(NodeContact contact, int depth, bool hasId)
{
    /// <summary>Longest token kept, in bytes.</summary>
    public const int MaxTokenBytes = 64;

    public NodeContact Contact { get; private set; } = contact;
    public int Depth => depth;
    public bool HasId { get; private set; } = hasId;

    /// <summary>Its id is bound to its address (BEP 42); a bootstrap node is believed until it says its id.</summary>
    public bool IsVerified { get; private set; } = !hasId || SecureNodeId.Fits(contact.Id, contact.Address);
    public LookupState State { get; set; }

    /// <summary>What it wants to see before it stores something.</summary>
    public byte[]? Token { get; set; }

    /// <summary>It was asked, and said who it is.</summary>
    public void Know(NodeId id)
    {
        (Contact, HasId) = (Contact with { Id = id }, true);
        IsVerified = SecureNodeId.Fits(id, Contact.Address);
    }
}
