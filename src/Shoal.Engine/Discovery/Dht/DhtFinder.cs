using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shoal.Core.Dht;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.Dht;

/// <summary>Finds peers by the DHT (BEP 5), over IPv4 and IPv6 (BEP 32): a node a family, for all torrents of an engine.</summary>
/// <remarks>
/// The nodes are pure; this gives them turns under one gate, from the sockets' loops and one timer, and carries out what they want.
/// Nothing in here waits for anybody. Addresses told pass <see cref="AddressPolicy"/> with the telling node as their source.
/// </remarks>
internal sealed class DhtFinder : IPeerFinder, IDatagramTaker, IAsyncDisposable
{
    /// <summary>With fewer nodes that took an announce, it is repeated soon.</summary>
    public const int FewStored = 4;

    /// <summary>Searches begun in one tick: five thousand torrents do not all begin at once.</summary>
    private const int BegunPerTick = 8;

    /// <summary>Nodes asked of those that a torrent names.</summary>
    private const int SuggestedMax = 8;

    private static readonly TimeSpan IdleTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BusyTick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(10);

    private readonly DhtSetup _setup;
    private readonly DhtBootstrap _bootstrap;
    private readonly DhtTableFile _file;
    private readonly long _startedAt;
    private readonly Lock _gate = new();
    private readonly List<DhtEndpoint> _endpoints = [];
    private readonly DhtOutputs _outputs = new();
    private readonly List<DhtPeerSearch> _searches = [];
    private readonly Dictionary<(bool IsV6, int Number), (DhtPeerSearch Search, InfoHash Name)> _running = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer _timer;
    private TimeSpan _period = IdleTick;
    private TimeSpan _saveAt = SaveEvery;
    private int _nextToBegin;
    private bool _isClosed;

    /// <param name="setup">What it works with.</param>
    /// <param name="sockets">At most one a family; owned by whoever opened them.</param>
    public DhtFinder(DhtSetup setup, IReadOnlyList<DatagramSocket> sockets)
    {
        _setup = setup;
        _startedAt = setup.Time.GetTimestamp();
        _file = new DhtTableFile(setup.TableFile, setup.Log);
        _bootstrap = new DhtBootstrap(setup, new HostResolver());
        var saved = _file.Load();
        foreach (var socket in sockets)
        {
            var before = socket.IsV6 ? saved.V6 : saved.V4;
            var node = new DhtNode(setup.Rules, socket.IsV6, NewSecrets(), before.Port == socket.Address.Port ? before.Id : null);
            _endpoints.Add(new DhtEndpoint(node, socket));
        }

        if (_endpoints.Count == 2) (_endpoints[0].Node.Twin, _endpoints[1].Node.Twin) = (_endpoints[1].Node, _endpoints[0].Node);
        _timer = setup.Time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            foreach (var endpoint in _endpoints) Begin(endpoint, endpoint.Node.IsV6 ? saved.V6 : saved.V4);
        }

        _timer.Change(TimeSpan.Zero, _period);
    }

    public PeerSource Source => PeerSource.Dht;

    public IPeerSearch Begin(SwarmInterest swarm)
    {
        var search = new DhtPeerSearch(this, swarm);
        lock (_gate)
        {
            _searches.Add(search);
            if (search.TryBegin(Now)) Begin(search);
        }

        return search;
    }

    /// <summary>A peer says that its node is at this port (BEP 5).</summary>
    public void Hear(IPAddress address, int port)
    {
        var node = NodeAddress.From(address, port);
        lock (_gate)
        {
            if (Find(node.IsV6) is not { } endpoint) return;
            endpoint.Node.Hear(node, Now, _outputs);
            CarryOut(endpoint);
        }
    }

    /// <summary>A torrent names nodes (BEP 5 "nodes"). Only addresses are taken, and only those of the internet: names of strangers are not looked up.</summary>
    public void Suggest(IEnumerable<HostPort> nodes)
    {
        foreach (var node in nodes.Take(SuggestedMax))
        {
            if (IPAddress.TryParse(node.Host, out var address) && AddressPolicy.ScopeOf(address) == AddressScope.Global && AddressPolicy.AllowsPort(node.Port))
                Hear(address, node.Port);
        }
    }

    /// <summary>The port that peers of a family are told our node is at; 0 when there is none.</summary>
    public int PortFor(IPAddress peer) => Find(peer.AddressFamily == AddressFamily.InterNetworkV6)?.Socket.Address.Port ?? 0;

    public void Take(DatagramSocket socket, NodeAddress from, ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            if (_isClosed || Find(socket.IsV6) is not { } endpoint) return;
            endpoint.Node.Receive(from, datagram, Now, _outputs);
            CarryOut(endpoint);
        }
    }

    public DhtSnapshot Snapshot()
    {
        lock (_gate) return new DhtSnapshot { Nodes = [.. _endpoints.Select(SnapshotOf)] };
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _isClosed = true;
            Save();
        }

        _closing.Dispose();
    }

    internal void End(DhtPeerSearch search)
    {
        lock (_gate)
        {
            search.MarkDisposed();
            _searches.Remove(search);
            foreach (var (key, _) in _running.Where(entry => entry.Value.Search == search).ToArray())
            {
                _running.Remove(key);
                Find(key.IsV6)?.Node.Cancel(key.Number);
            }
        }
    }

    private TimeSpan Now => _setup.Time.GetElapsedTime(_startedAt);

    private static DhtSecrets NewSecrets()
    {
        Span<byte> bytes = stackalloc byte[24];
        RandomNumberGenerator.Fill(bytes);
        return new DhtSecrets(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]), BitConverter.ToUInt64(bytes[16..]));
    }

    private DhtEndpoint? Find(bool isV6)
    {
        foreach (var endpoint in _endpoints)
            if (endpoint.Node.IsV6 == isV6) return endpoint;
        return null;
    }

    private void Begin(DhtEndpoint endpoint, SavedNodes saved)
    {
        endpoint.Socket.Dht = this;
        if (saved.Nodes.Count == 0) return;
        endpoint.Node.Restore([.. saved.Nodes], Now, _outputs);
        CarryOut(endpoint);
    }

    private void Begin(DhtPeerSearch search)
    {
        foreach (var endpoint in _endpoints)
        {
            foreach (var name in search.Names)
            {
                search.Running++;
                var number = endpoint.Node.FindPeers(name, search.Terms(), Now, _outputs);
                _running[(endpoint.Node.IsV6, number)] = (search, name);
                CarryOut(endpoint);
            }
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            foreach (var endpoint in _endpoints)
            {
                ReviewAddress(endpoint);
                endpoint.Node.Tick(Now, _outputs);
                CarryOut(endpoint);
            }

            BeginDue();
            if (Now >= _saveAt) Save();
            SetPeriod();
        }
    }

    // Takes turns, so that the first torrents do not starve the others.
    private void BeginDue()
    {
        var begun = 0;
        for (var i = 0; i < _searches.Count && begun < BegunPerTick; i++)
        {
            var search = _searches[_nextToBegin++ % _searches.Count];
            if (!search.TryBegin(Now)) continue;
            Begin(search);
            begun++;
        }
    }

    private void SetPeriod()
    {
        var period = _endpoints.Exists(endpoint => endpoint.Node.IsSearching) ? BusyTick : IdleTick;
        if (period == _period) return;
        _period = period;
        _timer.Change(period, period);
    }

    private void CarryOut(DhtEndpoint endpoint)
    {
        for (var i = 0; i < _outputs.Count; i++) CarryOut(endpoint, _outputs[i]);
        _outputs.Clear();
        if (endpoint.Node.IsSearching) SetPeriod();
    }

    private void CarryOut(DhtEndpoint endpoint, in DhtOutput output)
    {
        switch (output.Kind)
        {
            case DhtOutputKind.Send: endpoint.Socket.Send(output.Address, _outputs.BytesOf(output)); break;
            case DhtOutputKind.PeersFound: TellPeers(endpoint, output); break;
            case DhtOutputKind.SearchEnded: OnEnded(endpoint, output); break;
            case DhtOutputKind.NeedsBootstrap: _ = BootstrapAsync(endpoint); break;
            case DhtOutputKind.AddressTold: NoteAddress(endpoint, output); break;
            default: break;   // what nobody here asked for
        }
    }

    private void TellPeers(DhtEndpoint endpoint, in DhtOutput output)
    {
        if (!_running.TryGetValue((endpoint.Node.IsV6, output.Search), out var asked)) return;
        var source = output.Address.ToEndPoint().Address;
        List<IPEndPoint> peers = [];
        var size = endpoint.Node.IsV6 ? NodeAddress.SizeV6 : NodeAddress.SizeV4;
        for (var bytes = _outputs.BytesOf(output); bytes.Length >= size; bytes = bytes[size..])
        {
            if (NodeAddress.TryReadCompact(bytes[..size], out var peer) && peer.ToEndPoint() is var address && AddressPolicy.AllowsPeer(source, address))
                peers.Add(address);
        }

        if (peers.Count > 0) asked.Search.Swarm.OnPeers(peers);
    }

    private void OnEnded(DhtEndpoint endpoint, in DhtOutput output)
    {
        // A search that cannot even begin ends before it is entered.
        if (!_running.Remove((endpoint.Node.IsV6, output.Search), out var asked)) return;
        asked.Search.OnEnded(output.Report);
        _setup.Log.DhtSearchEnded(asked.Name.ToString(), output.Report.Asked, output.Report.Answered, output.Report.Stored);
    }

    private void NoteAddress(DhtEndpoint endpoint, in DhtOutput output)
    {
        if (!NodeAddress.TryReadCompact(_outputs.BytesOf(output), out var said)) return;
        _setup.External.Vote(output.Address.ToEndPoint().Address, said.ToEndPoint().Address);
        ReviewAddress(endpoint);
    }

    // One voice may be a liar's; a few that agree, from different places, are worth a new id.
    private void ReviewAddress(DhtEndpoint endpoint)
    {
        if (!_setup.External.TryGet(endpoint.Socket.Address.AddressFamily, DhtSetup.VoicesNeeded, out var agreed)) return;
        var address = NodeAddress.From(agreed, 0);
        if (endpoint.Node.External == address) return;
        var before = endpoint.Node.Id;
        endpoint.Node.SetExternal(address, Now, _outputs);
        if (endpoint.Node.Id != before) _setup.Log.DhtIdChanged(endpoint.Node.Id.ToString(), agreed.ToString());
    }

    private async Task BootstrapAsync(DhtEndpoint endpoint)
    {
        // Not within the turn that asked for it: its outputs are still being carried out.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var nodes = await _bootstrap.FindAsync(endpoint.Node.IsV6, _closing.Token).ConfigureAwait(false);
        if (nodes.Count == 0) return;
        lock (_gate)
        {
            if (_isClosed) return;
            endpoint.Node.Bootstrap([.. nodes], Now, _outputs);
            CarryOut(endpoint);
        }
    }

    private void Save()
    {
        _saveAt = Now + SaveEvery;
        _file.Save(SavedOf(isV6: false), SavedOf(isV6: true));
    }

    private SavedNodes SavedOf(bool isV6)
    {
        if (Find(isV6) is not var (node, socket)) return SavedNodes.Empty;
        var nodes = new NodeContact[SavedNodes.MaxNodes];
        return new SavedNodes(node.Id, nodes[..node.Save(nodes)]) { Port = socket.Address.Port };
    }

    private DhtNodeSnapshot SnapshotOf(DhtEndpoint endpoint)
    {
        var counts = endpoint.Node.Count(Now);
        return new DhtNodeSnapshot
        {
            Address = endpoint.Socket.Address,
            GoodNodes = counts.Good,
            KnownNodes = counts.Known,
            Searches = counts.Searches,
            StoredTorrents = counts.Torrents,
            ExternalAddress = endpoint.Node.External?.ToEndPoint().Address,
        };
    }
}
