using System.Buffers.Binary;
using System.Diagnostics;
using Shoal.Core.Trackers;

namespace Shoal.TrackerLoad;

/// <summary>Asks a tracker as fast as it answers: a window of requests is on its way, each answer is checked and makes room for the next.</summary>
internal sealed class Load(LoadOptions options)
{
    private const int AuditEvery = 64;
    private static readonly TimeSpan LossTimeout = TimeSpan.FromMilliseconds(300);

    private readonly Questions _questions = new(options);
    private readonly Pending[] _pending = new Pending[options.Window];
    private readonly Datagrams[] _lines = [.. Enumerable.Range(0, options.Sockets).Select(_ => new Datagrams(options.Tracker))];
    private ulong[] _connectionIds = [];

    public LoadResult Result { get; } = new();

    private bool IsDone(Stopwatch clock) => options.Kind == "fill" ? _questions.IsAllFilled : clock.Elapsed.TotalSeconds >= options.Seconds;

    public void Run()
    {
        _connectionIds = [.. _lines.Select(line => line.ConnectOnce())];
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
        pending.Kind = options.Kind == "mix" ? (UdpAction)(_questions.Next() % 101 is var die && die < 50 ? 0 : die < 100 ? 1 : 2) : options.Kind switch
        {
            "connect" => UdpAction.Connect,
            "scrape" => UdpAction.Scrape,
            _ => UdpAction.Announce,
        };
        var length = pending.Kind switch
        {
            UdpAction.Connect => Questions.Connect(buffer, id),
            UdpAction.Scrape => _questions.Scrape(buffer, id, _connectionIds[place % _lines.Length]),
            _ => _questions.Announce(buffer, id, _connectionIds[place % _lines.Length], out pending.Port),
        };
        line.Queue(length);
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

    private struct Pending
    {
        public int Turn;
        public UdpAction Kind;
        public ushort Port;
    }
}
