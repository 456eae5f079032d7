using Shoal.Core.Dht;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Dht;

/// <summary>A network of DHT nodes in one thread: a queue of datagrams with delays, and time that jumps. One seed replays it all.</summary>
internal sealed class DhtSimulation(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<NodeAddress, SimNode> _byAddress = [];
    private readonly PriorityQueue<Event, (TimeSpan At, long Order)> _queue = new();
    private readonly DhtOutputs _outputs = new();
    private readonly List<SimNode> _nodes = [];
    private long _order;

    public TimeSpan Now { get; private set; }
    public long Datagrams { get; private set; }

    /// <summary>Of a hundred datagrams so many are lost.</summary>
    public int LossPercent { get; init; } = 1;

    /// <summary>Told of everything a node wants but sending.</summary>
    public Action<SimNode, DhtOutput, byte[]> OnOutput { get; set; } = (_, _, _) => { };

    public IReadOnlyList<SimNode> Nodes => _nodes;
    public Random Random => _random;

    public DhtSecrets NewSecrets() => new((ulong)_random.NextInt64(), (ulong)_random.NextInt64(), (ulong)_random.NextInt64());

    /// <summary>An address on the internet that nobody has.</summary>
    public NodeAddress NewAddress()
    {
        Span<byte> bytes = stackalloc byte[4];
        while (true)
        {
            _random.NextBytes(bytes);
            var address = new NodeAddress(bytes, 1_024 + _random.Next(60_000));
            if (address.Scope == AddressScope.Global && !_byAddress.ContainsKey(address)) return address;
        }
    }

    public NodeId NewId()
    {
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        _random.NextBytes(bytes);
        return new NodeId(bytes);
    }

    /// <summary>A node joins and begins with some that are there.</summary>
    /// <param name="isLiar">It answers with <see cref="Liars"/>.</param>
    /// <param name="address">Where; null draws one.</param>
    /// <param name="options">How it behaves.</param>
    public SimNode Join(bool isLiar = false, NodeAddress? address = null, DhtOptions? options = null)
    {
        var at = address ?? NewAddress();
        var node = new SimNode(new DhtNode(options ?? new DhtOptions(), at.IsV6, NewSecrets(), SecureNodeId.Create(at, NewId())), at, isLiar);
        _byAddress.Add(at, node);
        Bootstrap(node);
        _nodes.Add(node);
        Enqueue(new Event(node, null, default), TimeSpan.FromMilliseconds(_random.Next(1_000)));
        return node;
    }

    /// <summary>It is gone without a word.</summary>
    public static void Kill(SimNode node) => node.IsAlive = false;

    public SimNode? AnyAlive(bool honest = false)
    {
        for (var tries = 0; tries < 1_000 && _nodes.Count > 0; tries++)
        {
            var node = _nodes[_random.Next(_nodes.Count)];
            if (node.IsAlive && !(honest && node.IsLiar)) return node;
        }

        return null;
    }

    public int FindPeers(SimNode node, InfoHash torrent, PeerSearchTerms terms = default)
    {
        var search = node.Node.FindPeers(torrent, terms, Now, _outputs);
        CarryOut(node);
        return search;
    }

    /// <summary>Something that is not a node says something.</summary>
    public void Send(NodeAddress from, NodeAddress to, byte[] datagram)
    {
        if (_byAddress.TryGetValue(to, out var node)) Enqueue(new Event(node, datagram, from), Delay());
    }

    public void RunFor(TimeSpan time)
    {
        var until = Now + time;
        while (_queue.TryPeek(out var next, out var when) && when.At <= until)
        {
            _queue.Dequeue();
            Now = when.At;
            Happen(next);
        }

        Now = until;
    }

    private void Happen(Event happening)
    {
        var node = happening.To;
        if (!node.IsAlive) return;
        if (happening.Datagram is { } datagram)
        {
            if (!node.IsLiar || !Liars.Answer(this, node, happening.From, datagram)) node.Node.Receive(happening.From, datagram, Now, _outputs);
        }
        else
        {
            node.Node.Tick(Now, _outputs);
            Enqueue(happening, node.Node.IsSearching ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(2));
        }

        CarryOut(node);
    }

    public DhtOutputs Outputs => _outputs;

    public void CarryOut(SimNode node)
    {
        var isAlone = false;
        for (var i = 0; i < _outputs.Count; i++)
        {
            var output = _outputs[i];
            var bytes = _outputs.BytesOf(output).ToArray();
            if (output.Kind == DhtOutputKind.Send) Post(node.Address, output.Address, bytes);
            else if (output.Kind == DhtOutputKind.NeedsBootstrap) isAlone = true;
            else OnOutput(node, output, bytes);
        }

        _outputs.Clear();
        if (isAlone) Bootstrap(node);
    }

    internal void Post(NodeAddress from, NodeAddress to, byte[] datagram)
    {
        Datagrams++;
        if (_random.Next(100) < LossPercent || !_byAddress.TryGetValue(to, out var target)) return;
        Enqueue(new Event(target, datagram, from), Delay());
    }

    // As an engine does: some nodes that are known to everybody; liars may be among them.
    private void Bootstrap(SimNode node)
    {
        NodeAddress[] known = [.. Enumerable.Range(0, 3).Select(_ => AnyAlive()).OfType<SimNode>().Select(other => other.Address).Distinct()];
        node.Node.Bootstrap(known, Now, _outputs);
        CarryOut(node);
    }

    private TimeSpan Delay() => TimeSpan.FromMilliseconds(10 + _random.Next(150));

    private void Enqueue(Event happening, TimeSpan delay) => _queue.Enqueue(happening, (Now + delay, _order++));

    private readonly record struct Event(SimNode To, byte[]? Datagram, NodeAddress From);
}

/// <summary>One node of a simulation.</summary>
internal sealed class SimNode(DhtNode node, NodeAddress address, bool isLiar)
{
    public DhtNode Node => node;
    public NodeAddress Address => address;
    public bool IsLiar => isLiar;
    public bool IsAlive { get; set; } = true;
}
