using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.TrackerLoad;

/// <summary>Asks a tracker as fast as it answers: a window of requests is on its way, each answer is checked and makes room for the next.</summary>
internal sealed class Load(LoadOptions options)
{
    private const int AuditEvery = 64;
    private static readonly TimeSpan LossTimeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Torrents _torrents = new(options.Torrents, options.Zipf);
    private readonly Pending[] _pending = new Pending[options.Window];
    private readonly Datagrams[] _lines = [.. Enumerable.Range(0, options.Sockets).Select(_ => new Datagrams(options.Tracker))];
    private ulong[] _connectionIds = [];
    private ulong _random = 88172645463325252;
    private long _filled;

    public LoadResult Result { get; } = new();

    private long Total => (long)options.Torrents * options.PeersPerTorrent;
    private bool IsDone(Stopwatch clock) => options.Kind == "fill" ? _filled >= Total : clock.Elapsed.TotalSeconds >= options.Seconds;

    public void Run()
    {
        _connectionIds = [.. _lines.Select(ConnectOnce)];
        var cpuBefore = ServerTime.Of(options.Server);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < options.Window; i++) Ask(i);
        var lastAnswer = clock.Elapsed;
        while (!IsDone(clock))
        {
            if (Exchange() > 0) lastAnswer = clock.Elapsed;
            else if (clock.Elapsed - lastAnswer > LossTimeout) AskAgain(ref lastAnswer, clock.Elapsed);
        }

        Result.Seconds = clock.Elapsed.TotalSeconds;
        (Result.ServerUser, Result.ServerSystem) = ServerTime.Of(options.Server) is var after ? (after.User - cpuBefore.User, after.System - cpuBefore.System) : default;
    }

    private int Exchange()
    {
        var total = 0;
        foreach (var line in _lines)
        {
            line.Flush();
            var count = line.Receive();
            total += count;
            for (var i = 0; i < count; i++) Take(line.Received(i));
        }

        return total;
    }

    private void AskAgain(ref TimeSpan lastAnswer, TimeSpan now)
    {
        Result.Lost += options.Window;
        for (var i = 0; i < options.Window; i++) Ask(i);
        lastAnswer = now;
    }

    // The transaction id is the place in the window; its upper half tells a late answer from the one waited for.
    private void Ask(int place)
    {
        ref var pending = ref _pending[place];
        pending.Turn++;
        var line = _lines[place % _lines.Length];
        var buffer = line.NextRequest();
        var id = ((uint)pending.Turn << 16) | (uint)place;
        pending.Kind = options.Kind == "mix" ? (UdpAction)(Next() % 101 is var die && die < 50 ? 0 : die < 100 ? 1 : 2) : options.Kind switch
        {
            "connect" => UdpAction.Connect,
            "scrape" => UdpAction.Scrape,
            _ => UdpAction.Announce,
        };
        var length = pending.Kind switch
        {
            UdpAction.Connect => Connect(buffer, id),
            UdpAction.Scrape => Scrape(buffer, id, _connectionIds[place % _lines.Length]),
            _ => Announce(buffer, id, _connectionIds[place % _lines.Length], ref pending),
        };
        line.Queue(length);
    }

    private static int Connect(Span<byte> buffer, uint id)
    {
        UdpConnect.WriteRequest(buffer, id);
        return UdpConnect.RequestSize;
    }

    private int Scrape(Span<byte> buffer, uint id, ulong connection)
    {
        new UdpRequestHead(connection, UdpAction.Scrape, id).Write(buffer);
        for (var i = 0; i < options.Hashes; i++) _torrents.Write(_torrents.Draw(Next()), buffer[(UdpRequestHead.Size + (i * InfoHash.Size))..]);
        return UdpRequestHead.Size + (options.Hashes * InfoHash.Size);
    }

    private int Announce(Span<byte> buffer, uint id, ulong connection, ref Pending pending)
    {
        var isFill = options.Kind == "fill";
        var number = _filled % Total;
        if (isFill) _filled++;
        var torrent = isFill ? (int)(number % options.Torrents) : _torrents.Draw(Next());
        var peer = isFill ? (int)(number / options.Torrents) : (int)(Next() % (ulong)options.PeersPerTorrent);
        buffer[..UdpAnnounce.RequestSize].Clear();
        new UdpRequestHead(connection, UdpAction.Announce, id).Write(buffer);
        _torrents.Write(torrent, buffer[16..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[36..], peer + 1);
        // Every fourth is a seed.
        BinaryPrimitives.WriteInt64BigEndian(buffer[64..], peer % 4 == 0 ? 0 : 1);
        BinaryPrimitives.WriteInt32BigEndian(buffer[80..], isFill ? (int)AnnounceEvent.Started : 0);
        BinaryPrimitives.WriteInt32BigEndian(buffer[92..], isFill ? 0 : options.NumWant);
        pending.Port = (ushort)(peer + 1);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[96..], pending.Port);
        return UdpAnnounce.RequestSize;
    }

    private void Take(ReadOnlySpan<byte> answer)
    {
        if (!UdpReplyHead.TryRead(answer, out var head)) { Result.Wrong++; return; }
        var place = (int)(head.TransactionId & ushort.MaxValue);
        if (place >= _pending.Length || (ushort)_pending[place].Turn != head.TransactionId >> 16) { Result.Late++; return; }
        Check(answer, head.Action, _pending[place]);
        Ask(place);
    }

    private void Check(ReadOnlySpan<byte> answer, UdpAction action, in Pending pending)
    {
        Result.Answers++;
        var isGood = action == pending.Kind && action switch
        {
            UdpAction.Connect => answer.Length == UdpConnect.ReplySize,
            UdpAction.Scrape => answer.Length == UdpReplyHead.Size + (options.Hashes * UdpScrape.CountsSize),
            _ => answer.Length >= UdpAnnounce.ReplyHeadSize && (answer.Length - UdpAnnounce.ReplyHeadSize) % CompactPeers.SizeV4 == 0,
        };
        if (!isGood) Result.Wrong++;
        else if (action == UdpAction.Announce) Audit(answer[UdpAnnounce.ReplyHeadSize..], pending.Port);
    }

    // Every reply's length is counted; of some the peers are looked at one by one.
    private void Audit(ReadOnlySpan<byte> peers, ushort asker)
    {
        Result.Peers += peers.Length / CompactPeers.SizeV4;
        if (Result.Answers % AuditEvery != 0) return;
        Span<bool> seen = stackalloc bool[ushort.MaxValue + 1];
        for (; !peers.IsEmpty; peers = peers[CompactPeers.SizeV4..])
        {
            var port = BinaryPrimitives.ReadUInt16BigEndian(peers[4..]);
            if (port == asker) Result.SelfListed++;
            if (port == 0 || port > options.PeersPerTorrent || seen[port]) Result.Wrong++;
            if (asker % 4 == 1 && port % 4 == 1 && port != asker) Result.SeedsToSeeds++;
            seen[port] = true;
        }
    }

    private ulong ConnectOnce(Datagrams line)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            UdpConnect.WriteRequest(line.NextRequest(), 1);
            line.Queue(UdpConnect.RequestSize);
            line.Flush();
            if (line.ReceiveWaiting() > 0 && UdpConnect.TryReadReply(line.Received(0), out var id)) return id;
        }

        throw new SocketException((int)SocketError.TimedOut);
    }

    // xorshift64
    private ulong Next()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        return _random ^= _random << 17;
    }

    private struct Pending
    {
        public int Turn;
        public UdpAction Kind;
        public ushort Port;
    }
}
