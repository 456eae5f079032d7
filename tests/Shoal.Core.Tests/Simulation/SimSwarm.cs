using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Simulation;

/// <summary>Many peers on a network of our own: delay, jitter, bandwidth, lost connections. One seed, and it replays to the bit.</summary>
internal sealed class SimSwarm(int seed, TorrentGeometry geometry)
{
    private static readonly TimeSpan Retransmission = TimeSpan.FromMilliseconds(400);

    private readonly List<SimPeer> _peers = [];
    private ulong _trace = 14_695_981_039_346_656_037;

    public Random Random { get; } = new(seed);
    public SimClock Clock { get; } = new();
    public TorrentGeometry Geometry => geometry;
    public IReadOnlyList<SimPeer> Peers => _peers;
    public bool IsOver { get; private set; }

    /// <summary>Everything every peer ever said, in one number.</summary>
    public ulong Trace => _trace;
    public TimeSpan JitterMax { get; init; } = TimeSpan.FromMilliseconds(10);
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>Chance that a message is lost and comes again: it, and all behind it on its connection, arrive that much later.</summary>
    public double Loss { get; init; }

    /// <summary>Chance, each second, that a connection breaks. It is made again after a while.</summary>
    public double Breaks { get; init; }

    public SimPeer Add(SimPeerOptions options)
    {
        var peer = new SimPeer(this, _peers.Count + 1, options);
        _peers.Add(peer);
        return peer;
    }

    public void AddMany(int count, SimPeerOptions options)
    {
        for (var i = 0; i < count; i++) Add(options);
    }

    /// <summary>Connects every peer to some others, drawn at random.</summary>
    public void ConnectEachTo(int others)
    {
        foreach (var peer in _peers)
        {
            for (var tries = 0; peer.Links.Count < others && tries < others * 4; tries++) Connect(peer, _peers[Random.Next(_peers.Count)]);
        }

        if (Breaks > 0) Clock.After(TimeSpan.FromSeconds(1), BreakSome);
    }

    public void Connect(SimPeer a, SimPeer b)
    {
        if (a == b || a.Banned.Contains(b.Address) || b.Banned.Contains(a.Address) || a.Links.Any(link => link.Remote == b)) return;
        if (a.Core.IsComplete && b.Core.IsComplete) return;
        var delay = DelayMax * Random.NextDouble();
        var (from, to) = (a.Attach(b, delay), b.Attach(a, delay));
        (from.Other, to.Other) = (to, from);
        a.Greet(from);
        b.Greet(to);
    }

    public void Disconnect(SimLink link)
    {
        link.Owner.Close(link);
        link.Remote.Close(link.Other);
    }

    public TimeSpan Jitter() => JitterMax * Random.NextDouble() + (Loss > 0 && Random.NextDouble() < Loss ? Retransmission : TimeSpan.Zero);

    public void Note(SimPeer peer, TorrentOutput output)
    {
        Mix((ulong)peer.Number << 32 | (ulong)output.Kind);
        Mix((ulong)(uint)output.Peer.Value << 32 | (uint)output.Piece.Value);
        Mix((ulong)output.Offset ^ (ulong)Clock.Now.Ticks);
    }

    /// <summary>Runs until everybody who <paramref name="must"/> has all it wants; then until nothing happens any more.</summary>
    public TimeSpan Run(TimeSpan limit, Func<SimPeer, bool>? must = null)
    {
        while (!_peers.TrueForAll(peer => peer.Core.IsComplete || !(must?.Invoke(peer) ?? true)))
        {
            // Looking at everybody is dear: do it twice a second.
            for (var until = Clock.Now + TimeSpan.FromSeconds(0.5); Clock.Now < until;)
            {
                if (!Clock.Step()) Assert.Fail($"Seed {seed}: nothing happens any more. {Describe()}");
            }

            if (Clock.Now >= limit) Assert.Fail($"Seed {seed}: not done after {limit}. {Describe()}");
        }

        var end = _peers.Max(peer => peer.CompletedAt) ?? Clock.Now;
        IsOver = true;
        while (Clock.Step()) { }
        return end;
    }

    /// <summary>Lets so much time go by.</summary>
    public void RunFor(TimeSpan time)
    {
        for (var until = Clock.Now + time; Clock.Now < until;)
            if (!Clock.Step()) Assert.Fail($"Seed {seed}: nothing happens any more. {Describe()}");
    }

    /// <summary>No request, buffer, partial piece or connection of the peers that finished is left.</summary>
    public void AssertNothingIsLeft(Func<SimPeer, bool>? of = null)
    {
        Assert.Equal(0, Clock.Waiting);
        foreach (var peer in _peers.Where(of ?? (_ => true)))
        {
            var left = (peer.Core.OpenRequests, peer.Core.PartialCount, peer.BuffersOpen, peer.Core.PeerCount, peer.Links.Count);
            Assert.True(left == (0, 0, 0, 0, 0), $"Seed {seed}: peer {peer.Number} kept (requests, partials, buffers, peers, links) {left}.");
        }
    }

    private string Describe()
    {
        var waiting = _peers.Where(peer => !peer.Core.IsComplete).ToList();
        return $"{waiting.Count} wait; " + string.Join("; ", waiting.Take(5).Select(peer =>
            $"peer {peer.Number}: {peer.Core.WantedPieces} wanted, {peer.Core.PartialCount} begun, {peer.Core.OpenRequests} asked, "
            + $"{peer.Links.Count} links, banned {string.Join(",", peer.Banned)}"));
    }

    private void BreakSome()
    {
        if (IsOver) return;
        foreach (var peer in _peers)
        {
            foreach (var link in peer.Links.ToList())
            {
                if (Random.NextDouble() >= Breaks / 2 || !link.IsOpen) continue;
                Disconnect(link);
                Clock.After(TimeSpan.FromSeconds(1 + Random.Next(10)), () =>
                {
                    if (!IsOver) Connect(link.Owner, link.Remote);
                });
            }
        }

        Clock.After(TimeSpan.FromSeconds(1), BreakSome);
    }

    private void Mix(ulong value) => _trace = (_trace ^ value) * 1_099_511_628_211;
}
