using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>A walk through the space towards a point: whom to ask next, and when it is over (BEP 5). Sends nothing itself.</summary>
/// <remarks>
/// Over when the <see cref="Goal"/> nearest nodes that live have all answered. Of these at most half may have ids not bound to their
/// address (BEP 42) while others are known, few candidates may be of one subnet, and questions are counted: liars cost time, not the result
/// (threats row 25).
/// </remarks>
internal sealed class Lookup(NodeId target)
{
    /// <summary>Questions open at once.</summary>
    public const int Alpha = 4;

    /// <summary>Nodes that must have answered, "k".</summary>
    public const int Goal = 8;

    /// <summary>Candidates remembered; the farthest goes.</summary>
    public const int MaxCandidates = 100;

    /// <summary>Questions of one lookup, and those to nodes with unbound ids.</summary>
    public const int MaxQuestions = 200;
    public const int MaxUnverified = 60;

    /// <summary>Nodes believed of one answer, candidates of one /24 or /64.</summary>
    public const int MaxPerAnswer = 16;
    public const int MaxOfSubnet = 2;

    private readonly List<LookupNode> _nodes = [];
    private int _unverifiedAsked;
    private bool _askedAgain;

    public NodeId Target => target;

    /// <summary>Questions sent and answers had.</summary>
    public int Asked { get; private set; }
    public int Answered { get; private set; }

    /// <summary>Open questions that are not late.</summary>
    public int InFlight { get; private set; }

    /// <summary>Hops to the nearest node that answered; 1 is a node of our own table.</summary>
    public int Hops
    {
        get
        {
            foreach (var node in _nodes)
                if (node.State == LookupState.Answered) return node.Depth;
            return 0;
        }
    }

    /// <summary>Adds a candidate.</summary>
    /// <param name="contact">Its id is not known when it is a bootstrap node: <paramref name="hasId"/> is false then.</param>
    /// <param name="depth">1 for nodes of our own; one more than its teller's for others.</param>
    public void Add(NodeContact contact, int depth, bool hasId = true)
    {
        if (contact.Address.Port == 0) return;
        var node = new LookupNode(contact, depth, hasId);
        var ofSubnet = 0;
        var (scope, host, subnet) = (contact.Address.Scope, contact.Address.Host, contact.Address.Subnet);
        foreach (var other in _nodes)
        {
            if (other.Contact.Address == contact.Address || (hasId && other.HasId && other.Contact.Id == contact.Id)) return;
            if (scope == AddressScope.Loopback || other.State == LookupState.Failed) continue;
            if (other.Contact.Address.Host == host) return;
            if (scope == AddressScope.Global && other.Contact.Address.Subnet == subnet && ++ofSubnet >= MaxOfSubnet) return;
        }

        Insert(node);
        if (_nodes.Count > MaxCandidates) DropFarthest();
    }

    /// <summary>The next node to ask, marked as asked; null when enough are being asked, or nobody is left.</summary>
    public LookupNode? Next()
    {
        if (InFlight >= Alpha || Asked >= MaxQuestions) return null;
        var next = FirstToAsk();
        if (next is null) return null;
        if (!next.IsVerified) _unverifiedAsked++;
        next.State = LookupState.Asked;
        Asked++;
        InFlight++;
        return next;
    }

    /// <summary>Nothing is open that is in time, and nobody near enough is left to ask.</summary>
    public bool IsOver => InFlight == 0 && (Asked >= MaxQuestions || FirstToAsk() is null);

    /// <summary>It answered; <paramref name="id"/> is what it calls itself.</summary>
    /// <returns>False when it is not the node it was said to be: nothing it says counts.</returns>
    public bool OnAnswer(LookupNode node, NodeId id, ReadOnlySpan<byte> token)
    {
        if (node.State == LookupState.Asked) InFlight--;
        if (node.HasId && node.Contact.Id != id)
        {
            node.State = LookupState.Failed;
            return false;
        }

        Answered++;
        node.State = LookupState.Answered;
        if (token.Length is > 0 and <= LookupNode.MaxTokenBytes) node.Token = token.ToArray();
        if (node.HasId) return true;
        _nodes.Remove(node);
        node.Know(id);
        Insert(node);
        return true;
    }

    /// <summary>It is late: others are asked meanwhile.</summary>
    public void OnLate(LookupNode node)
    {
        if (node.State != LookupState.Asked) return;
        node.State = LookupState.Late;
        InFlight--;
    }

    public void OnFailure(LookupNode node)
    {
        if (node.State == LookupState.Asked) InFlight--;
        if (node.State != LookupState.Answered) node.State = LookupState.Failed;
    }

    /// <summary>The nearest nodes that answered, nearest first: where something is stored.</summary>
    public IEnumerable<LookupNode> Nearest()
    {
        var unverified = 0;
        var most = MaxUnverifiedOf(_nodes.Count(node => node.State == LookupState.Answered && node.IsVerified));
        return _nodes
            .Where(node => node.State == LookupState.Answered && (node.IsVerified || unverified++ < most))
            .Take(Goal);
    }

    /// <summary>The nearest that gave a token are asked once more: it shows them that we are there, so that they may answer at length.</summary>
    /// <returns>False when there is nobody, or they have been asked again already.</returns>
    public bool TryAskAgain()
    {
        if (_askedAgain) return false;
        _askedAgain = true;
        var again = Nearest().Where(node => node.Token is not null).ToList();
        foreach (var node in again) node.State = LookupState.New;
        return again.Count > 0;
    }

    // Walks the nearest that may count; the first not asked yet is next, unless enough nearer ones answered.
    private LookupNode? FirstToAsk()
    {
        var verified = 0;
        foreach (var node in _nodes)
            if (node.IsVerified && node.State is LookupState.New or LookupState.Asked or LookupState.Answered) verified++;
        var most = MaxUnverifiedOf(verified);
        var (counted, unverified) = (0, 0);
        foreach (var node in _nodes)
        {
            if (node.State is LookupState.Failed or LookupState.Late) continue;
            if (!node.IsVerified && (unverified >= most || (node.State == LookupState.New && _unverifiedAsked >= MaxUnverified))) continue;
            if (node.State == LookupState.New) return node;
            if (!node.IsVerified) unverified++;
            if (++counted == Goal) return null;
        }

        return null;
    }

    private static int MaxUnverifiedOf(int verified) => Math.Max(Goal / 2, Goal - verified);

    private void Insert(LookupNode node)
    {
        var at = _nodes.Count;
        while (at > 0 && IsNearer(node, _nodes[at - 1])) at--;
        _nodes.Insert(at, node);
    }

    // Nodes without an id are asked when nobody better is known.
    private bool IsNearer(LookupNode node, LookupNode other) =>
        node.HasId && (!other.HasId || target.IsCloser(node.Contact.Id, other.Contact.Id));

    private void DropFarthest()
    {
        var farthest = _nodes.FindLastIndex(node => node.State is LookupState.New or LookupState.Failed);
        if (farthest >= 0) _nodes.RemoveAt(farthest);
    }
}
