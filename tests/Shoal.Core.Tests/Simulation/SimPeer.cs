using System.Net;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Simulation;

/// <summary>One client: real rules, a simulated link, disk and inbox around them.</summary>
internal sealed class SimPeer
{
    private static readonly TimeSpan HashTime = TimeSpan.FromMilliseconds(3);

    private readonly SimSwarm _swarm;
    private readonly SimStore _store;
    private readonly List<TorrentOutput> _outputs = [];
    private readonly Dictionary<int, SimLink> _links = [];
    private readonly List<SimLink> _order = [];
    private int _turn;
    private int _handles;
    private bool _isSending;
    private TimeSpan _downFreeAt;
    private TimeSpan _inboxAt;

    public SimPeer(SimSwarm swarm, int number, SimPeerOptions options)
    {
        (_swarm, Number, Options) = (swarm, number, options);
        Address = new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
        _store = new SimStore(swarm.Geometry, swarm.Random);
        var have = options.IsSeed ? PieceSet.Full(swarm.Geometry.PieceCount) : new PieceSet(swarm.Geometry.PieceCount);
        Core = new TorrentCore(swarm.Geometry, have, null, options.Torrent, (ulong)swarm.Random.NextInt64());
        swarm.Clock.After(TimeSpan.FromMilliseconds(swarm.Random.Next(1000)), Tick);
    }

    public int Number { get; }
    public SimPeerOptions Options { get; }
    public IPAddress Address { get; }
    public TorrentCore Core { get; }
    public SimClock Clock => _swarm.Clock;
    public TimeSpan? CompletedAt { get; private set; }
    public long BytesSent { get; private set; }
    public HashSet<IPAddress> Banned { get; } = [];
    public IReadOnlyList<SimLink> Links => _order;
    public int BuffersOpen => _store.Count;

    public SimLink Attach(SimPeer remote, TimeSpan delay)
    {
        var link = new SimLink(this, remote, new PeerHandle(++_handles), delay);
        _links.Add(link.Handle.Value, link);
        _order.Add(link);
        return link;
    }

    /// <summary>Handshakes done: says what it has.</summary>
    public void Greet(SimLink link)
    {
        Post(TorrentInput.PeerJoined(link.Handle, new PeerTraits(new IPEndPoint(link.Remote.Address, 6881), false, link.IsFast, 0)));
        var have = Core.Have;
        if (have.IsFull) Say(link, static other => TorrentInput.PeerHasAll(other.Handle));
        else if (!have.IsEmpty) Say(link, other => TorrentInput.PeerHasPieces(other.Handle, have.Copy()));
    }

    public void Close(SimLink link)
    {
        if (!link.IsOpen) return;
        link.IsOpen = false;
        link.ToSend.Clear();
        _links.Remove(link.Handle.Value);
        _order.Remove(link);
        Post(TorrentInput.PeerLeft(link.Handle));
    }

    /// <summary>Its owner wants something.</summary>
    public void Tell(TorrentInput input) => Post(input);

    private void Tick()
    {
        if (_swarm.IsOver) return;
        Post(TorrentInput.Tick());
        Clock.After(TimeSpan.FromSeconds(1), Tick);
    }

    /// <summary>The inbox: a turn comes a little later, in order. The world moves on meanwhile, as it does around a real one.</summary>
    private void Post(TorrentInput input)
    {
        var at = Clock.Now + TimeSpan.FromMicroseconds(_swarm.Random.Next(2000));
        _inboxAt = at > _inboxAt ? at : _inboxAt;
        Clock.At(_inboxAt, () =>
        {
            _outputs.Clear();
            Core.Handle(input, Clock.Now, _outputs);
            foreach (var output in _outputs) Carry(output);
        });
    }

    private void Say(SimLink link, Func<SimLink, TorrentInput> input) =>
        link.Send(_swarm.Jitter(), other => other.Owner.Post(input(other)));

    private void Carry(TorrentOutput output)
    {
        _swarm.Note(this, output);
        _links.TryGetValue(output.Peer.Value, out var link);
        switch (output.Kind)
        {
            case TorrentOutputKind.SendHaveToAll:
                foreach (var each in _order) Say(each, other => TorrentInput.PeerHas(other.Handle, output.Piece));
                break;
            case TorrentOutputKind.VerifyPiece:
                _store.StartVerifying(output.Piece);
                Clock.After(HashTime, () => Judge(output.Piece));
                break;
            case TorrentOutputKind.DropPiece: _store.Drop(output.Piece); break;
            case TorrentOutputKind.Completed: CompletedAt = Clock.Now; break;
            case TorrentOutputKind.BanPeer:
                Banned.Add(output.Address!.Address);
                foreach (var each in _order.Where(l => l.Remote.Address.Equals(output.Address!.Address)).ToList()) _swarm.Disconnect(each);
                break;
            case TorrentOutputKind.SendRequest:
                _store.Begin(output.Piece);
                link?.Send(_swarm.Jitter(), other => other.Owner.OnRequest(other, output.Block));
                break;
            default:
                if (link is not null) CarryTo(link, output);
                break;
        }
    }

    private void CarryTo(SimLink link, TorrentOutput output)
    {
        switch (output.Kind)
        {
            case TorrentOutputKind.SendInterested: Say(link, static other => TorrentInput.PeerInterested(other.Handle)); break;
            case TorrentOutputKind.SendNotInterested: Say(link, static other => TorrentInput.PeerNotInterested(other.Handle)); break;
            case TorrentOutputKind.SendUnchoke: SetChoke(link, Options.IsFreeRider); break;
            case TorrentOutputKind.SendChoke: SetChoke(link, true); break;
            case TorrentOutputKind.SendCancel: link.Send(_swarm.Jitter(), other => OnCancel(other, output.Block)); break;
            case TorrentOutputKind.DropPeer:
                Assert.Equal(DropReason.BothSeeds, output.Reason);
                _swarm.Disconnect(link);
                break;
            default: throw new InvalidOperationException($"Nobody carries {output.Kind}.");
        }
    }

    private void SetChoke(SimLink link, bool isChoking)
    {
        if (link.IsChoking == isChoking) return;
        link.IsChoking = isChoking;
        if (isChoking)
        {
            Say(link, static other => TorrentInput.PeerChoked(other.Handle));
            foreach (var block in link.ToSend.Where(_ => link.IsFast)) Say(link, other => TorrentInput.PeerRejected(other.Handle, block));
            link.ToSend.Clear();
        }
        else
        {
            Say(link, static other => TorrentInput.PeerUnchoked(other.Handle));
        }
    }

    private void OnRequest(SimLink link, BlockAddress block)
    {
        Assert.True(Core.Have.Contains(block.Piece), "It was asked for a piece it does not have.");
        Assert.True(link.ToSend.Count < 2 * RequestLimit, "It was flooded with requests.");
        if (Options.IsSilent) return;
        if (!link.IsChoking)
        {
            link.ToSend.AddLast(block);
            SendNext();
        }
        else if (link.IsFast)
        {
            Say(link, other => TorrentInput.PeerRejected(other.Handle, block));
        }
    }

    /// <summary>What an untold reqq comes to.</summary>
    private const int RequestLimit = 250;

    private void OnCancel(SimLink link, BlockAddress block)
    {
        if (link.ToSend.Remove(block) && link.IsFast) link.Owner.Say(link, other => TorrentInput.PeerRejected(other.Handle, block));
    }

    /// <summary>One block at a time through the uplink, links in turn.</summary>
    private void SendNext()
    {
        if (_isSending) return;
        for (var i = 0; i < _order.Count; i++)
        {
            var link = _order[_turn++ % _order.Count];
            if (link.ToSend.First is not { } first) continue;
            link.ToSend.RemoveFirst();
            _isSending = true;
            Clock.After(TimeSpan.FromSeconds(first.Value.Length / Options.Up), () => Sent(link, first.Value));
            return;
        }
    }

    private void Sent(SimLink link, BlockAddress block)
    {
        _isSending = false;
        if (link.IsOpen)
        {
            BytesSent += block.Length;
            Post(TorrentInput.BlocksSent(link.Handle, block.Length));
            var isWrong = Options.Lies > 0 && _swarm.Random.NextDouble() < Options.Lies;
            link.SendAt(link.Remote.Downlink(link.Delay + _swarm.Jitter(), block.Length), other => other.Owner.OnBlock(other, block, isWrong));
        }

        SendNext();
    }

    private TimeSpan Downlink(TimeSpan delay, int bytes)
    {
        var from = Clock.Now + delay;
        if (_downFreeAt > from) from = _downFreeAt;
        return _downFreeAt = from + TimeSpan.FromSeconds(bytes / Options.Down);
    }

    private void OnBlock(SimLink link, BlockAddress block, bool isWrong) =>
        Post(_store.Store(block, isWrong) ? TorrentInput.BlockArrived(link.Handle, block) : TorrentInput.BlockUnwanted(link.Handle, block));

    private void Judge(PieceIndex piece)
    {
        var (isRight, digests) = _store.Judge(piece);
        Post(isRight ? TorrentInput.PieceVerified(piece, digests) : TorrentInput.PieceFailed(piece, digests));
    }
}
