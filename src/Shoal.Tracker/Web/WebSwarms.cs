using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Browser peers (WebTorrent): they cannot be dialled, so the tracker hands their WebRTC offers and answers from one to another.</summary>
/// <remarks>A peer is here while its WebSocket is; nothing needs to expire. They are counted apart from the peers that can be dialled.</remarks>
internal sealed class WebSwarms(TrackerDesk desk)
{
    /// <summary>Longest message: twenty offers of some two thousand bytes.</summary>
    private const int MaxMessageBytes = 128 * 1024;

    private const int MaxPlacesPerPeer = 200;
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan IntervalMost = TimeSpan.FromMinutes(2);   // offers do not keep

    private readonly Lock _gate = new();
    private readonly Dictionary<InfoHash, WebSwarm> _swarms = [];
    private readonly TrackerCounters _counters = desk.NewCounters();
    private int _peers;

    public int PeerCount => Volatile.Read(ref _peers);

    /// <summary>Serves a browser until it leaves.</summary>
    public async Task ServeAsync(WebSocket socket, byte[] address, CancellationToken cancel)
    {
        var peer = new WebPeer(address);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sending = peer.SendAllAsync(socket, ended.Token);
        Interlocked.Increment(ref _peers);
        try
        {
            await ReceiveAllAsync(socket, peer, ended).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _peers);
            Forget(peer);
            peer.Close();
            await ended.CancelAsync().ConfigureAwait(false);
            try
            {
                await sending.ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
            {
                // It is gone.
            }
        }
    }

    private async Task ReceiveAllAsync(WebSocket socket, WebPeer peer, CancellationTokenSource ended)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxMessageBytes);
        try
        {
            while (true)
            {
                ended.CancelAfter(SilenceMax);
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == MaxMessageBytes) return;
                    part = await socket.ReceiveAsync(buffer.AsMemory(length, MaxMessageBytes - length), ended.Token).ConfigureAwait(false);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType != WebSocketMessageType.Text) return;
                Handle(peer, WebMessage.TryRead(buffer.AsMemory(0, length)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Handle(WebPeer peer, WebMessage? message)
    {
        if (message is null)
        {
            _counters.CountRefusedShared();
            peer.Send(WebReply.Failure("message makes no sense"));
            return;
        }

        if (message.IsScrape) Scrape(peer, message);
        else Announce(peer, message);
    }

    private void Scrape(WebPeer peer, WebMessage message)
    {
        if (desk.CheckScrape(message.Hashes.Count, [], peer.Address, desk.Now) is not Refusal.None and var refusal)
        {
            Forbid(peer, refusal);
            return;
        }

        _counters.CountScrapeShared();
        lock (_gate) peer.Send(WebReply.Scraped([.. message.Hashes.Distinct().Select(h => (h, _swarms.GetValueOrDefault(h)?.Counts ?? default))]));
    }

    private void Announce(WebPeer peer, WebMessage message)
    {
        var hash = message.Hashes[0];
        var refusal = desk.CheckWebAnnounce(hash, peer.Address);
        if (refusal == Refusal.None && !peer.Places.Contains((hash, message.PeerId)) && peer.Places.Count >= MaxPlacesPerPeer) refusal = Refusal.TooMany;
        if (refusal != Refusal.None)
        {
            Forbid(peer, refusal);
            return;
        }

        _counters.CountAnnounceShared();
        lock (_gate)
        {
            if (message.Answer is { } answer) _swarms.GetValueOrDefault(hash)?.Find(message.ToPeer)?.Send(WebReply.Answer(hash, message.PeerId, message.OfferId, answer));
            else if (message.Event == AnnounceEvent.Stopped) Leave(peer, hash, message.PeerId);
            else Join(peer, hash, message);
        }
    }

    private void Join(WebPeer peer, InfoHash hash, WebMessage message)
    {
        if (!_swarms.TryGetValue(hash, out var swarm)) _swarms[hash] = swarm = new WebSwarm();
        if (!swarm.TryPut(message.PeerId, peer, message.IsSeed, message.Event == AnnounceEvent.Completed)) return;
        peer.Places.Add((hash, message.PeerId));
        var interval = desk.NextInterval((ulong)Random.Shared.NextInt64());
        peer.Send(WebReply.Announced(hash, interval < IntervalMost ? interval : IntervalMost, swarm.Counts));
        // Each offer is good for one connection: one to a peer.
        foreach (var (other, (id, offer)) in swarm.Others(message.PeerId, message.IsSeed, message.Offers.Count, Random.Shared.Next()).Zip(message.Offers))
            other.Send(WebReply.Offer(hash, message.PeerId, id, offer));
    }

    private void Leave(WebPeer peer, InfoHash hash, PeerId id)
    {
        if (!peer.Places.Remove((hash, id)) || !_swarms.TryGetValue(hash, out var swarm)) return;
        swarm.Remove(id, peer);
        if (swarm.Count == 0) _swarms.Remove(hash);
    }

    private void Forget(WebPeer peer)
    {
        lock (_gate)
        {
            foreach (var (hash, id) in peer.Places.ToArray()) Leave(peer, hash, id);
        }
    }

    private void Forbid(WebPeer peer, Refusal refusal)
    {
        _counters.CountForbiddenShared();
        peer.Send(WebReply.Failure(Encoding.ASCII.GetString(RefusalText.Of(refusal))));
    }
}
