using Shoal.Core.Primitives;
using Shoal.Core.Torrents;

namespace Shoal.Core.Dht;

/// <summary>One node of the DHT, of one address family (BEP 5, BEP 32): takes datagrams, ticks and commands, appends what is to be done.</summary>
/// <remarks>
/// Pure: time is an argument and chance comes from its secrets, so ten thousand of them run in one test. Not for several threads at once.
/// Call <see cref="Tick"/> each second, and four times a second while <see cref="IsSearching"/>.
/// </remarks>
public sealed partial class DhtNode
{
    /// <summary>Searches that ask at once; the others wait their turn.</summary>
    public const int MaxRunning = 32;

    /// <summary>Searches begun and not ended.</summary>
    public const int MaxSearches = 20_000;

    private readonly DhtOptions _options;
    private readonly DhtDesk _desk;
    private readonly OpenRequests _open;
    private readonly DhtUpkeep _upkeep;
    private readonly Dice _dice;
    private readonly Dictionary<int, DhtSearch> _searches = [];
    private readonly Queue<DhtSearch> _waiting = new();
    private RoutingTable _table;
    private NodeAddress? _external;
    private int _lastSearch;
    private int _running;

    /// <param name="options">How it behaves.</param>
    /// <param name="isV6">Its family; datagrams and nodes of the other are not its.</param>
    /// <param name="secrets">Random.</param>
    /// <param name="id">From the last run; null draws one.</param>
    public DhtNode(DhtOptions options, bool isV6, DhtSecrets secrets, NodeId? id = null)
    {
        (_options, IsV6) = (options, isV6);
        _desk = new DhtDesk(options, secrets, isV6);
        _open = new OpenRequests(secrets.Key1, secrets.Key0);
        _dice = new Dice(secrets.Seed);
        _table = new RoutingTable(id ?? RandomId(), options.BucketSize);
        _upkeep = new DhtUpkeep(_dice);
    }

    /// <summary>"v" of our datagrams: the client's letters as in its peer id, and a version.</summary>
    internal static ReadOnlySpan<byte> Version => "SH\0\x01"u8;

    public bool IsV6 { get; }
    public NodeId Id => _table.Self;

    /// <summary>Our address as others see it; null until it was set.</summary>
    public NodeAddress? External => _external;

    /// <summary>The node of the other family: its nodes are told to those who want them, and it hears of those we are told (BEP 32).</summary>
    public DhtNode? Twin { get; set; }

    /// <summary>Questions are open: tick more often.</summary>
    public bool IsSearching => _running > 0;

    internal RoutingTable Table => _table;
    internal PeerStore Stored => _desk.Peers;

    /// <summary>Numbers for people.</summary>
    public DhtCounts Count(TimeSpan now) =>
        new(_table.CountGood(now), _table.CountKnown(), _running, _desk.Peers.TorrentCount);

    /// <summary>Nodes to save for the next run, the nearest first, of those that did not fail.</summary>
    public int Save(Span<NodeContact> nodes) => _table.Closest(_table.Self, nodes);

    /// <summary>A datagram arrived. Whatever it is, nothing is thrown.</summary>
    public void Receive(NodeAddress from, ReadOnlySpan<byte> datagram, TimeSpan now, DhtOutputs outputs)
    {
        if (!MayTalkTo(from) || !KrpcMessage.TryRead(datagram, out var message)) return;
        if (message.Kind != KrpcKind.Query)
        {
            OnAnswer(from, message, now, outputs);
            return;
        }

        if (_options.IsReadOnly || !_desk.Hears(from, now)) return;
        _desk.Answer(new DhtQuery(from, message, datagram.Length), new DhtTables(_table, Twin?._table), now, outputs);
        if (message.Id is { } id && !message.IsReadOnly) Meet(new NodeContact(id, from), now, outputs);
    }

    /// <summary>Time passed: gives up on those who do not answer, keeps the table fresh.</summary>
    public void Tick(TimeSpan now, DhtOutputs outputs)
    {
        while (_open.TakeLate(now) is { } late)
        {
            if (late.Search is not { } search) continue;
            search.Lookup.OnLate(late.Node!);
            Advance(search, now, outputs);
        }

        while (_open.TakeLost(now) is { } lost) OnNoAnswer(lost, now, outputs);
        if (!_upkeep.IsDue(now)) return;
        _desk.Forget(now);
        KeepTableFresh(now, outputs);
        StartWaiting(now, outputs);
    }

    /// <summary>Looks for peers of a torrent, and announces us when the terms say so. Answers come with the returned number.</summary>
    public int FindPeers(InfoHash torrent, PeerSearchTerms terms, TimeSpan now, DhtOutputs outputs) =>
        Begin(new DhtSearch(++_lastSearch, SearchPurpose.Peers, NodeId.Of(torrent)) { Terms = terms }, now, outputs);

    /// <summary>Ends a search: nothing is told of it any more.</summary>
    public void Cancel(int search)
    {
        if (_searches.Remove(search, out var ended)) End(ended);
    }

    /// <summary>Nodes to begin with, whose ids are not known.</summary>
    public void Bootstrap(ReadOnlySpan<NodeAddress> nodes, TimeSpan now, DhtOutputs outputs)
    {
        if (_upkeep.IsBootstrapping) return;
        var search = NewBootstrap();
        foreach (var node in nodes)
            if (MayTalkTo(node)) search.Lookup.Add(new NodeContact(default, node), depth: 1, hasId: false);
        Run(search, now, outputs);
    }

    /// <summary>Nodes of the last run: asked first, and in the table when they answer.</summary>
    public void Restore(ReadOnlySpan<NodeContact> nodes, TimeSpan now, DhtOutputs outputs)
    {
        var search = NewBootstrap();
        foreach (var node in nodes)
            if (MayTalkTo(node.Address) && node.Id != Id) search.Lookup.Add(node, depth: 1);
        Run(search, now, outputs);
    }

    /// <summary>Somebody said that a node is there (BEP 5 "port" message): it is pinged when it could be of use.</summary>
    public void Hear(NodeAddress node, TimeSpan now, DhtOutputs outputs)
    {
        if (MayTalkTo(node) && node.Port != 0 && _upkeep.MayGreet(now)) Ping(node, null, now, outputs);
    }

    /// <summary>Our address is this one: the id is bound to it (BEP 42), and the table begins again around the new id.</summary>
    public void SetExternal(NodeAddress address, TimeSpan now, DhtOutputs outputs)
    {
        if (address.IsV6 != IsV6) return;
        _external = address.Host;
        if (SecureNodeId.IsBoundTo(Id, address)) return;
        var known = _table.Nodes.ToArray();
        _table = new RoutingTable(SecureNodeId.Create(address, RandomId()), _options.BucketSize);
        foreach (var node in known) _table.OnReply(node.Contact, node.HeardAt);
        if (!_upkeep.IsBootstrapping) Restore([], now, outputs);
    }

    private bool MayTalkTo(NodeAddress node) =>
        node.IsV6 == IsV6 && node.Port != 0 && (!_options.IsLoopbackOnly || node.Scope == AddressScope.Loopback);

    private DhtSearch NewBootstrap()
    {
        _upkeep.IsBootstrapping = true;
        return new DhtSearch(++_lastSearch, SearchPurpose.Nodes, Id) { IsBootstrap = true };
    }

    private NodeId RandomId() => new(_dice.Next(), _dice.Next(), (uint)_dice.Next());
}
