using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Extensions;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;
using Shoal.Engine.Peers;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Rooms;

/// <summary>What members say to each other: hello, then presence and catalogs until one leaves.</summary>
internal sealed partial class LiveRoom
{
    /// <summary>Addresses remembered with who answered there.</summary>
    private const int AddressesMax = 1_024;

    private readonly Dictionary<IPEndPoint, MemberId> _byAddress = [];
    private readonly Dictionary<IPAddress, int> _waiting = [];   // connections whose hello has not come, by address

    // Never throws: talks end in every way that connections end.
    private async Task TalkAsync(PeerLink link, CancellationToken closing)
    {
        using var talk = new CodeTalk(link, _services.Connections.Return, ExtensionId.ShoalRoom);
        try
        {
            if (await GreetAsync(link, talk, closing).ConfigureAwait(false) is not { } mine) return;
            try
            {
                await HearAsync(mine, closing).ConfigureAwait(false);
            }
            finally
            {
                End(mine);
            }
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected))
        {
            // Expected: it left, or was parted with.
        }
    }

    // Null when this connection is not kept: a double one, ourselves, somebody too many.
    private async Task<RoomLink?> GreetAsync(PeerLink link, CodeTalk talk, CancellationToken closing)
    {
        if (!TryWait(link.Address.Address)) return null;
        try
        {
            using var deadline = new CancellationTokenSource(_services.Options.HandshakeTimeout, _services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, closing);
            await talk.GreetAsync(_services.ListenPort, either.Token).ConfigureAwait(false);
            var proven = _keys is null ? default : await ProveAsync(talk, either.Token).ConfigureAwait(false);
            var ours = Hello(link);
            await RoomLink.SendAsync(talk, ours.ToMessage(), either.Token).ConfigureAwait(false);
            var message = await RoomLink.ReceiveAsync(talk, either.Token).ConfigureAwait(false);
            if (RoomHello.TryRead(message, out var theirs)) return Admit(link, talk, ours, theirs, proven);
            Interlocked.Increment(ref _strangers);   // somebody with a password, where there is none
            return null;
        }
        finally
        {
            EndWait(link.Address.Address);
        }
    }

    private bool TryWait(IPAddress address)
    {
        lock (_waiting)
        {
            var here = _waiting.GetValueOrDefault(address);
            if (here >= RoomLimits.StrangersPerAddressMax || _waiting.Values.Sum() >= RoomLimits.StrangersMax) return false;
            _waiting[address] = here + 1;
            return true;
        }
    }

    private void EndWait(IPAddress address)
    {
        lock (_waiting)
            if (--_waiting[address] == 0) _waiting.Remove(address);
    }

    private async Task<ReadOnlyMemory<byte>> ProveAsync(CodeTalk talk, CancellationToken cancel)
    {
        try
        {
            return await _keys!.ProveAsync(talk, cancel).ConfigureAwait(false);
        }
        catch (PeerProtocolException)
        {
            Interlocked.Increment(ref _strangers);
            throw;
        }
    }

    private RoomHello Hello(PeerLink link)
    {
        var peer = new byte[PeerId.Size];
        link.Theirs.PeerId.CopyTo(peer);
        return new RoomHello
        {
            Member = _id,
            UserName = _options.UserName,
            Port = _services.ListenPort,
            Token = HMACSHA256.HashData(_secret, peer).AsMemory(0, RoomHello.TokenBytes),
            Serial = link.IsIncoming ? 0 : Interlocked.Increment(ref _serial),
            Standing = _shares.Standing,
            Root = _keys?.Root ?? [],
        };
    }

    private RoomLink? Admit(PeerLink link, CodeTalk talk, RoomHello ours, RoomHello theirs, ReadOnlyMemory<byte> proven)
    {
        if (theirs.Member == _id) return null;
        lock (_lock)
        {
            Remember(link.IsIncoming ? new IPEndPoint(link.Address.Address, theirs.Port) : link.Address, theirs.Member);
            // What the one with the lower number dialled is kept, and of those the latest: the dialler counts, so both ends see the same.
            var rank = (IsOfLower: (theirs.Member < _id) == link.IsIncoming, Serial: link.IsIncoming ? theirs.Serial : ours.Serial);
            var before = _links.GetValueOrDefault(theirs.Member);
            if (before is not null && before.Rank.CompareTo(rank) >= 0 && before.Member.Hello.Token.Span.SequenceEqual(theirs.Token.Span)) return null;
            if (_book.Enter(theirs, link.Address, Now) is not { } member) return null;
            if (_keys is not null && !_keys.TryTrust(member.Id, theirs.Root, proven))
            {
                if (before is null) _book.Leave(member);
                return null;
            }

            before?.Talk.Dispose();
            var mine = new RoomLink(talk, member, rank) { PingedAt = Now, ToldRevision = ours.Standing.Revision };
            _links[member.Id] = mine;
            return mine;
        }
    }

    private async Task HearAsync(RoomLink link, CancellationToken closing)
    {
        if (link.Member.Standing.Revision != link.Member.Catalog.Revision) await AskAsync(link, closing).ConfigureAwait(false);
        while (true)
        {
            var message = await RoomLink.ReceiveAsync(link.Talk, closing).ConfigureAwait(false);
            switch (message is [var kind, ..] ? (RoomMessageKind)kind : RoomMessageKind.None)
            {
                case RoomMessageKind.Ping when RoomPing.TryRead(message, out var ping):
                    Spend(link);
                    bool isNew;
                    lock (_lock) isNew = RoomBook.Hear(link.Member, ping, Now);
                    if (isNew && !link.IsAsking) await AskAsync(link, closing).ConfigureAwait(false);
                    break;
                case RoomMessageKind.Getting when RoomGetting.TryRead(message, out var getting):
                    Spend(link);
                    lock (_lock) RoomBook.Hear(link.Member, getting, Now);
                    break;
                case RoomMessageKind.Request when CatalogRequest.TryRead(message, out var request):
                    if (!link.Pages.TrySpend(Now)) throw new PeerProtocolException("it asks too often");
                    await link.SendAsync(_shares.PageSince(request.Since).ToMessage(), closing).ConfigureAwait(false);
                    break;
                case RoomMessageKind.Page when link.IsAsking && CatalogPage.TryRead(message, out var page, out _):
                    await TakeAsync(link, page, closing).ConfigureAwait(false);
                    break;
                case RoomMessageKind.Bye: return;
                case RoomMessageKind.Ping or RoomMessageKind.Getting or RoomMessageKind.Request or RoomMessageKind.Page or RoomMessageKind.Hello:
                    throw new PeerProtocolException("what it says makes no sense");
                default:
                    Spend(link);   // a later version's small talk
                    break;
            }
        }
    }

    private void Spend(RoomLink link)
    {
        if (!link.Messages.TrySpend(Now)) throw new PeerProtocolException("it says too much");
    }

    private async Task TakeAsync(RoomLink link, CatalogPage page, CancellationToken closing)
    {
        CatalogVerdict verdict;
        lock (_lock) verdict = _book.Take(link.Member, page, Now);
        if (verdict == CatalogVerdict.Abuse) throw new PeerProtocolException("its catalog breaks a limit");
        link.IsAsking = false;
        if (verdict == CatalogVerdict.Whole && link.Member.Standing.Revision <= page.To) return;
        if (verdict != CatalogVerdict.More) Spend(link);   // it changed meanwhile; who claims so again and again is parted with
        await AskAsync(link, closing).ConfigureAwait(false);
    }

    private static Task AskAsync(RoomLink link, CancellationToken closing)
    {
        link.IsAsking = true;
        return link.SendAsync(new CatalogRequest(link.Member.Catalog.Revision).ToMessage(), closing);
    }

    private void End(RoomLink link)
    {
        lock (_lock)
        {
            if (_links.GetValueOrDefault(link.Member.Id) != link) return;   // another connection with the same member goes on
            _links.Remove(link.Member.Id);
            _book.Leave(link.Member);
            _keys?.Distrust(link.Member.Id);
        }
    }

    private bool IsWanted(IPEndPoint address)
    {
        if (_keys is not null && !_keys.Allows(address.Address)) return false;
        lock (_lock) return !(_byAddress.TryGetValue(address, out var member) && (member == _id || _links.ContainsKey(member)));
    }

    // Under the lock.
    private void Remember(IPEndPoint address, MemberId member)
    {
        if (_byAddress.Count >= AddressesMax) _byAddress.Clear();
        _byAddress[address] = member;
    }

    private void Tick()
    {
        List<RoomLink> silent;
        lock (_lock)
        {
            silent = [.. _book.Silent(Now).Select(member => _links.GetValueOrDefault(member.Id)).OfType<RoomLink>()];
            Ping(RoomLimits.PingPeriod);
        }

        foreach (var link in silent)
        {
            link.Talk.Dispose();
            End(link);
        }

        _seeds.Tick();
    }

    // The catalog changed.
    private void TellSoon()
    {
        lock (_lock) Ping(TimeSpan.MaxValue);
    }

    // Under the lock. Who was told of an older catalog, or nothing for a while.
    private void Ping(TimeSpan period)
    {
        if (_links.Count == 0) return;
        var (standing, now) = (_shares.Standing, Now);
        foreach (var link in _links.Values)
        {
            if (link.ToldGetting != _gettings && link.Post(Getting().ToMessage(), _leaving.Token)) link.ToldGetting = _gettings;
            if (link.ToldRevision == standing.Revision && now - link.PingedAt < period) continue;
            if (link.Post(standing.ToMessage(), _leaving.Token)) (link.ToldRevision, link.PingedAt) = (standing.Revision, now);
        }
    }

    // Under the lock.
    private RoomGetting Getting() => new([.. _downloads.Where(download => download.State == RoomTransferState.Getting).Select(download => download.Entry.Root)]);

    private async Task SayByeAsync()
    {
        RoomLink[] links;
        lock (_lock) links = [.. _links.Values];
        using var moment = new CancellationTokenSource(FarewellMax, _services.Time);
        foreach (var link in links) link.Post([(byte)RoomMessageKind.Bye], moment.Token);
        if (links.Length > 0) await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None).ConfigureAwait(false);
    }
}
