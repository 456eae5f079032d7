using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Peers;

/// <summary>A connection whose handshake is done: two loops over one socket, and a queue of commands from its torrent.</summary>
internal sealed class PeerConnection
{
    /// <summary>Commands that may wait: every request of ours and of the peer, and room for the rest. A fuller outbox means a dead peer.</summary>
    private const int OutboxCapacity = 8_192;

    /// <summary>A peer is told that we are there when nothing else was said; others hang up after two minutes (BEP 3).</summary>
    private static readonly TimeSpan KeepAliveAfter = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(180);

    private readonly PeerTransport _transport;
    private readonly Channel<PeerCommand> _outbox = Channel.CreateBounded<PeerCommand>(
        new BoundedChannelOptions(OutboxCapacity) { SingleReader = true });
    private readonly PeerSender _sender;
    private readonly PeerReceiver _receiver;
    private readonly PeerInbound _inbound;
    private string? _closedBecause;
    private long _sentBefore, _receivedBefore;
    private TimeSpan _sentAt, _receivedAt;

    public PeerConnection(PeerLink link, PeerHandle handle, IPeerHost host)
    {
        _transport = link.Transport;
        (Link, Handle) = (link, handle);
        ListensAt = link.IsIncoming ? null : link.Address;
        Extensions = new PeerExtensions(this, host);
        _sender = new PeerSender(_transport, handle, _outbox.Reader, host, SupportsFast);
        _inbound = new PeerInbound(handle, host, _outbox.Writer, _sender, Extensions, SupportsFast);
        _receiver = new PeerReceiver(_transport, _inbound, host);
    }

    public PeerLink Link { get; }
    public PeerHandle Handle { get; }
    public PeerExtensions Extensions { get; }
    public IPEndPoint Address => Link.Address;

    /// <summary>Where it can be dialled: where we did, or where it says that it listens; null while that is not known. On the torrent's turns.</summary>
    public IPEndPoint? ListensAt { get; set; }
    public bool SupportsFast => Link.Theirs.SupportsFast;
    public long BytesReceived => _receiver.BytesReceived;
    public long BytesSent => _sender.BytesSent;
    public long WastedBytes => _inbound.WastedBytes;

    /// <summary>When its handshake was done, by the torrent's clock.</summary>
    public TimeSpan OpenedAt { get; init; }

    /// <summary>It was told which pieces we have, or that we have none yet.</summary>
    public bool KnowsWhatWeHave { get; set; }

    /// <summary>It had everything when it left.</summary>
    public bool WasSeed { get; set; }

    /// <summary>Never waits. False when the peer does not keep up: the caller drops it.</summary>
    public bool TryPost(in PeerCommand command) => _outbox.Writer.TryWrite(command);

    /// <inheritdoc cref="PeerInbound.Adopt"/>
    public bool Adopt(TorrentContent content, List<TorrentInput> replayed) => _inbound.Adopt(content, replayed);

    /// <summary>On the torrent's turn, each second: says something when nothing was said for long, gives up on a peer that is silent.</summary>
    public void KeepAlive(TimeSpan now)
    {
        if (_inbound.IsSated && BytesSent != _sentBefore) _receivedAt = now;   // it is not read, and takes what it asked for
        if (BytesSent != _sentBefore) (_sentBefore, _sentAt) = (BytesSent, now);
        if (BytesReceived != _receivedBefore) (_receivedBefore, _receivedAt) = (BytesReceived, now);
        if (_sentAt == TimeSpan.Zero) _sentAt = now;
        if (_receivedAt == TimeSpan.Zero) _receivedAt = now;
        if (now - _receivedAt > SilenceMax) Close("it was silent for too long");
        else if (now - _sentAt > KeepAliveAfter) TryPost(new PeerCommand(PeerCommandKind.KeepAlive));
    }

    /// <summary>On the torrent's turn: how it stands.</summary>
    public PeerSnapshot Snapshot(TorrentCore? core) => new()
    {
        Address = Address,
        Client = TerminalText.Escape(Extensions.Handshake?.ClientName ?? Link.Theirs.PeerId.ToString()),
        IsIncoming = Link.IsIncoming,
        Progress = core is not null && core.TryGetPeer(Handle, out var facts) ? (double)facts.PiecesHad / core.Have.PieceCount : 0,
        DownloadedBytes = BytesReceived,
        UploadedBytes = BytesSent,
    };

    /// <summary>Ends both loops soon; the first reason stands.</summary>
    public void Close(string reason)
    {
        if (Interlocked.CompareExchange(ref _closedBecause, reason, null) is not null) return;
        _outbox.Writer.TryComplete();
        _transport.Dispose();
    }

    /// <summary>Runs until one side closes. Never throws; returns why in one line.</summary>
    public async Task<string> RunAsync()
    {
        var sending = EndedAsync(_sender.RunAsync());
        var receiving = EndedAsync(_receiver.RunAsync());
        var first = await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        Close(await first.ConfigureAwait(false));
        await Task.WhenAll(sending, receiving).ConfigureAwait(false);
        return _closedBecause!;
    }

    private static async Task<string> EndedAsync(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
            return "the peer closed";
        }
        catch (Exception expected) when (expected is SocketException or ObjectDisposedException or IOException)
        {
            return expected.Message;   // expected: connections end this way every day
        }
        catch (PeerProtocolException wrong)
        {
            return wrong.Message;      // expected: strangers say what they like
        }
    }
}
