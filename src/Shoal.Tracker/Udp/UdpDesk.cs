using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Answers UDP datagrams (BEP 15), for one thread. Allocates nothing.</summary>
internal sealed class UdpDesk(TrackerDesk desk, ulong seed)
{
    // Short enough that no wrong id gets more bytes than it sent: a scrape of one hash has 36.
    private static ReadOnlySpan<byte> WrongIdText => "connection id expired"u8;

    private const int MaxUrlBytes = 512;

    private readonly TrackerCounters _counters = desk.NewCounters();
    private ulong _random = seed | 1;

    /// <summary>Monotonic time, asked for once a batch.</summary>
    public TimeSpan Now => desk.Now;

    /// <summary>Reads a datagram and writes what to send back; 0 sends nothing.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="address">Where it came from: 4 or 16 bytes.</param>
    /// <param name="now">The time.</param>
    /// <param name="reply">At least <see cref="TrackerLimits.MaxDatagramBytes"/>.</param>
    public int Answer(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address, TimeSpan now, Span<byte> reply)
    {
        if (!UdpRequestHead.TryRead(datagram, out var head)) return Refuse();
        if (desk.IsBanned(address)) return Forbid();
        if (head.Action == UdpAction.Connect) return Connect(head, address, now, reply);
        if (head.Action is not (UdpAction.Announce or UdpAction.Scrape)) return Refuse();
        if (!desk.ConnectionIds.IsValid(head.ConnectionId, address, now + desk.IdOrigin)) return RefuseId(head, datagram.Length, reply);
        return head.Action == UdpAction.Announce
            ? Announce(head, datagram, address, now, reply)
            : Scrape(head, datagram, address, now, reply);
    }

    private int Connect(in UdpRequestHead head, ReadOnlySpan<byte> address, TimeSpan now, Span<byte> reply)
    {
        if (head.ConnectionId != UdpRequestHead.Magic) return Refuse();
        UdpConnect.WriteReply(reply, head.TransactionId, desk.ConnectionIds.Create(address, now + desk.IdOrigin));
        _counters.CountConnect();
        return UdpConnect.ReplySize;
    }

    private int Announce(in UdpRequestHead head, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address, TimeSpan now, Span<byte> reply)
    {
        if (!UdpAnnounce.TryReadRequest(datagram, out var request)) return Refuse();
        Span<byte> passkey = stackalloc byte[Passkeys.MaxLength];
        if (desk.Rules.Passkeys is not null) passkey = passkey[..ReadPasskey(datagram, passkey)];
        var random = NextRandom();
        var peers = reply[UdpAnnounce.ReplyHeadSize..TrackerLimits.MaxDatagramBytes];
        var refusal = desk.Announce(request, passkey, address, now, random, peers, out var answer);
        if (refusal != Refusal.None) return Forbid(head, refusal, reply);
        UdpAnnounce.WriteReplyHead(reply, head.TransactionId, desk.NextInterval(random), answer.Counts.Leechers, answer.Counts.Seeds);
        _counters.CountAnnounce();
        return UdpAnnounce.ReplyHeadSize + answer.Length;
    }

    private int Scrape(in UdpRequestHead head, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address, TimeSpan now, Span<byte> reply)
    {
        var count = UdpScrape.HashCount(datagram);
        if (count == 0) return Refuse();
        // A scrape has no room for a URL (BEP 41), so a private tracker tells nobody's counts over UDP.
        var refusal = desk.CheckScrape(count, [], address, now);
        if (refusal != Refusal.None) return Forbid(head, refusal, reply);
        new UdpReplyHead(UdpAction.Scrape, head.TransactionId).Write(reply);
        for (var i = 0; i < count; i++)
            UdpScrape.WriteCounts(reply, i, desk.Scrape(UdpScrape.HashAt(datagram, i), address.Length == 4, now));
        _counters.CountScrape();
        return UdpReplyHead.Size + count * UdpScrape.CountsSize;
    }

    // Path and query of the announce URL come behind the announce (BEP 41).
    private static int ReadPasskey(ReadOnlySpan<byte> datagram, Span<byte> passkey)
    {
        Span<byte> url = stackalloc byte[MaxUrlBytes];
        if (!UdpOptions.TryReadUrlData(datagram[UdpAnnounce.RequestSize..], url, out var length)) return 0;
        var key = Passkeys.InPath(url[..length]);
        if (key.Length > passkey.Length) return 0;
        key.CopyTo(passkey);
        return key.Length;
    }

    private int Forbid(in UdpRequestHead head, Refusal refusal, Span<byte> reply)
    {
        _counters.CountForbidden();
        return UdpError.Write(reply, head.TransactionId, RefusalText.Of(refusal));
    }

    private int Forbid()
    {
        _counters.CountForbidden();
        return 0;
    }

    private int RefuseId(in UdpRequestHead head, int sent, Span<byte> reply)
    {
        _counters.CountWrongId();
        var length = UdpError.Write(reply, head.TransactionId, WrongIdText);
        return length <= sent ? length : 0;
    }

    private int Refuse()
    {
        _counters.CountRefused();
        return 0;
    }

    // xorshift64*: which peers a list shows is no secret.
    private ulong NextRandom()
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return _random * 0x2545F4914F6CDD1D;
    }
}
