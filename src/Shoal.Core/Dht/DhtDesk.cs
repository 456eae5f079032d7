using Shoal.Core.Torrents;

namespace Shoal.Core.Dht;

/// <summary>Answers what others ask: who is near, who has a torrent, what is stored (BEP 5, 32, 33, 44, 51).</summary>
/// <remarks>
/// An answer to somebody who has not shown that they receive what we send is at most <see cref="MaxRatio"/> times as long as the question,
/// the ping it may cause counted in (threats row 24).
/// </remarks>
internal sealed partial class DhtDesk(DhtOptions options, DhtSecrets secrets, bool isV6)
{
    /// <summary>Longest answer, in bytes: every network carries it in one piece.</summary>
    public const int MaxAnswerBytes = 1_200;

    /// <summary>Most bytes sent for each byte of an unproven sender.</summary>
    public const int MaxRatio = 4;

    /// <summary>How long indexers are asked to wait for other samples, in seconds (BEP 51).</summary>
    public const int SampleSeconds = 600;

    /// <summary>What a ping of ours takes; it may go to whoever asks.</summary>
    private const int PingBytes = 67;

    // Everything of an answer but transaction, token, nodes, values and items: head, ip, id, version, tail.
    private const int FrameBytesV4 = 66;
    private const int FrameBytesV6 = FrameBytesV4 + 13;
    private const int TokenBytes = 17;
    private const int ListBytes = 12;

    private readonly SourceLimits _limits = new(options.QueriesPerSource, secrets.Key0);
    private readonly AnswerBudget _budget = new(options.AnswerBytesPerSecond);
    private readonly DhtTokens _tokens = new(secrets.Key0, secrets.Key1);
    private readonly Dice _dice = new(secrets.Seed ^ 0xD15C);
    private readonly byte[] _scratch = new byte[MaxAnswerBytes];
    private byte[] _samples = [];
    private TimeSpan _samplesUntil;

    public PeerStore Peers { get; } = new(options.MaxTorrents);
    public ProvenSources Proven { get; } = new(secrets.Key1);

    /// <summary>False for a sender that asks too often: its datagram is not even read.</summary>
    public bool Hears(NodeAddress from, TimeSpan now) => _limits.Allows(from, now);

    /// <summary>Answers one query.</summary>
    /// <param name="asker">Where it came from, its text and how long it was.</param>
    /// <param name="tables">Our own table, and that of the other family.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="outputs">Receives the answer.</param>
    public void Answer(in DhtQuery asker, in DhtTables tables, TimeSpan now, DhtOutputs outputs)
    {
        var room = RoomFor(asker, now);
        if (room <= 0 || !_budget.IsOpen(now)) return;
        var before = outputs.BytesWritten;
        var query = asker.Message;
        if (query.Id is null)
        {
            Refuse(asker, KrpcError.Protocol, "no id"u8, outputs);
            return;
        }

        switch (query.Method)
        {
            case KrpcMethod.Ping: Send(asker, new KrpcMessage { Id = tables.Own.Self }, outputs); break;
            case KrpcMethod.GetPeers when query.Target is { } torrent: GetPeers(asker, torrent, tables, room, now, outputs); break;
            case KrpcMethod.AnnouncePeer when query.Target is { } torrent: Announce(asker, torrent, tables, now, outputs); break;
            case KrpcMethod.SampleInfohashes when query.Target is { } target: Sample(asker, target, tables, room, now, outputs); break;
            case KrpcMethod.Get when query.Target is { } target: Get(asker, target, tables, now, outputs); break;
            case KrpcMethod.Put: Put(asker, tables, now, outputs); break;
            case KrpcMethod.FindNode or KrpcMethod.Unknown when query.Target is { } target:
                FindNode(asker, target, tables, room, outputs);
                break;
            case KrpcMethod.Unknown: Refuse(asker, KrpcError.MethodUnknown, "method unknown"u8, outputs); break;
            default: Refuse(asker, KrpcError.Protocol, "no target"u8, outputs); break;
        }

        _budget.Spend(outputs.BytesWritten - before);
    }

    /// <summary>Lets go of what is old.</summary>
    public void Forget(TimeSpan now)
    {
        Peers.Forget(now);
        Items.Forget(now);
    }

    // Bytes the lists of an answer may take.
    private int RoomFor(in DhtQuery asker, TimeSpan now)
    {
        var most = Proven.Contains(asker.From, now) ? MaxAnswerBytes : Math.Min(MaxAnswerBytes, MaxRatio * asker.Bytes - PingBytes);
        return most - (isV6 ? FrameBytesV6 : FrameBytesV4) - asker.Message.Transaction.Length;
    }

    private void FindNode(in DhtQuery asker, NodeId target, in DhtTables tables, int room, DhtOutputs outputs)
    {
        var reply = new KrpcMessage { Id = tables.Own.Self };
        AddNodes(ref reply, asker.Message.Wants, target, tables, _scratch, room);
        Send(asker, reply, outputs);
    }

    private void GetPeers(in DhtQuery asker, NodeId torrent, in DhtTables tables, int room, TimeSpan now, DhtOutputs outputs)
    {
        Span<byte> token = stackalloc byte[DhtTokens.Size];
        scoped var reply = new KrpcMessage { Id = tables.Own.Self };
        room -= TokenBytes;
        Span<byte> seeds = stackalloc byte[ScrapeFilter.Size], others = stackalloc byte[ScrapeFilter.Size];
        if (asker.Message.WantsScrape && Peers.Knows(torrent) && room >= 2 * (ScrapeFilter.Size + ListBytes))
        {
            seeds.Clear();
            others.Clear();
            Peers.Scrape(torrent, seeds, others);
            reply.SeedFilter = seeds;
            reply.PeerFilter = others;
            room -= 2 * (ScrapeFilter.Size + ListBytes);
        }

        // Peers may take half; nodes what is left, and peers again what those leave.
        var values = _scratch.AsSpan(0, _scratch.Length / 2);
        var forNodes = Peers.Knows(torrent) ? room / 2 : room;
        room -= AddNodes(ref reply, asker.Message.Wants, torrent, tables, _scratch.AsSpan(values.Length), forNodes);
        reply.Values = Values(torrent, !asker.Message.WantsNoSeeds, values[..Math.Clamp(room, 0, values.Length)]);
        if (Peers.HasRoomFor(torrent))
        {
            _tokens.Write(asker.From, torrent, now, token);
            reply.Token = token;
        }

        Send(asker, reply, outputs);
    }

    private void Announce(in DhtQuery asker, NodeId torrent, in DhtTables tables, TimeSpan now, DhtOutputs outputs)
    {
        var query = asker.Message;
        var port = query.IsPortImplied ? asker.From.Port : query.Port ?? 0;
        if (!_tokens.IsValid(query.Token, asker.From, torrent, now)) Refuse(asker, KrpcError.Protocol, "bad token"u8, outputs);
        else if (port == 0) Refuse(asker, KrpcError.Protocol, "no port"u8, outputs);
        else
        {
            Proven.Add(asker.From, now);
            Peers.Add(torrent, asker.From.WithPort(port), query.IsSeed, now);
            Send(asker, new KrpcMessage { Id = tables.Own.Self }, outputs);
        }
    }

    private void Sample(in DhtQuery asker, NodeId target, in DhtTables tables, int room, TimeSpan now, DhtOutputs outputs)
    {
        if (now >= _samplesUntil) DrawSamples(now);
        var reply = new KrpcMessage
        {
            Id = tables.Own.Self,
            HasSamples = true,
            SampleCount = Peers.TorrentCount,
            SampleInterval = SampleSeconds,
        };
        room -= AddNodes(ref reply, asker.Message.Wants, target, tables, _scratch, room / 2) + 40;
        reply.Samples = _samples.AsSpan(0, Math.Clamp(room / NodeId.Size, 0, _samples.Length / NodeId.Size) * NodeId.Size);
        Send(asker, reply, outputs);
    }

    // The same for a while, so that nobody gets all by asking often (BEP 51).
    private void DrawSamples(TimeSpan now)
    {
        const int Most = 20;
        _samplesUntil = now + TimeSpan.FromSeconds(SampleSeconds);
        var all = Peers.Torrents.ToArray();
        _samples = new byte[Math.Min(Most, all.Length) * NodeId.Size];
        for (var i = 0; i * NodeId.Size < _samples.Length; i++)
        {
            var drawn = i + _dice.Below(all.Length - i);
            (all[i], all[drawn]) = (all[drawn], all[i]);
            all[i].CopyTo(_samples.AsSpan(i * NodeId.Size));
        }
    }

    private Span<byte> Values(NodeId torrent, bool withSeeds, Span<byte> buffer)
    {
        var size = CompactValues.SizeOf(isV6);
        var length = 1;
        foreach (var peer in Peers.Find(torrent, _dice.Next(), withSeeds))
        {
            if (length + size + 1 > buffer.Length - ListBytes) break;
            length += CompactValues.Write(peer.Address, buffer[length..]);
        }

        if (length == 1) return [];
        buffer[0] = (byte)'l';
        buffer[length] = (byte)'e';
        return buffer[..(length + 1)];
    }

    // Returns the bytes taken of the room. Nodes of the other family come last: whoever wants both has less of those.
    private int AddNodes(ref KrpcMessage reply, DhtWants wants, NodeId target, in DhtTables tables, Span<byte> buffer, int room)
    {
        var own = isV6 ? DhtWants.Nodes6 : DhtWants.Nodes;
        if (wants == DhtWants.None) wants = own;
        var taken = 0;
        if ((wants & own) != 0)
        {
            var nodes = Write(tables.Own, target, buffer, room, isV6);
            SetNodes(ref reply, nodes, isV6);
            taken = nodes.Length + ListBytes;
        }

        if ((wants & ~own) != 0 && tables.Other is { } other)
        {
            var nodes = Write(other, target, buffer[taken..], room - taken, !isV6);
            SetNodes(ref reply, nodes, !isV6);
            taken += nodes.Length + ListBytes;
        }

        return taken;
    }

    private static void SetNodes(ref KrpcMessage reply, ReadOnlySpan<byte> nodes, bool areV6)
    {
        if (areV6) reply.Nodes6 = nodes;
        else reply.Nodes = nodes;
    }

    private static Span<byte> Write(RoutingTable table, NodeId target, Span<byte> buffer, int room, bool areV6)
    {
        var size = areV6 ? NodeContact.SizeV6 : NodeContact.SizeV4;
        var fit = Math.Min(Lookup.Goal, (Math.Min(room, buffer.Length) - ListBytes) / size);
        if (fit <= 0) return [];
        Span<NodeContact> nearest = stackalloc NodeContact[Lookup.Goal];
        var count = table.Closest(target, nearest[..fit]);
        var length = 0;
        foreach (var node in nearest[..count]) length += node.Write(buffer[length..]);
        return buffer[..length];
    }

    private static void Refuse(in DhtQuery asker, KrpcError error, ReadOnlySpan<byte> text, DhtOutputs outputs) =>
        outputs.Send(asker.From, new KrpcMessage
        {
            Kind = KrpcKind.Error,
            ErrorCode = (int)error,
            ErrorText = text,
            Transaction = asker.Message.Transaction,
        });

    private static void Send(in DhtQuery asker, scoped KrpcMessage reply, DhtOutputs outputs)
    {
        Span<byte> yours = stackalloc byte[NodeAddress.SizeV6];
        reply.Kind = KrpcKind.Reply;
        reply.Transaction = asker.Message.Transaction;
        reply.Version = DhtNode.Version;
        reply.YourAddress = yours[..asker.From.WriteCompact(yours)];
        outputs.Send(asker.From, reply);
    }
}
