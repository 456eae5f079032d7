using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Trackers;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>Asks UDP trackers (BEP 15): one socket a family for a whole engine, connection ids kept as long as they hold.</summary>
internal sealed class UdpTrackerClient(SocketFactory sockets, TimeProvider time) : IAsyncDisposable
{
    /// <summary>A client may use a connection id for a minute (BEP 15); a little less, since the way there takes time.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromSeconds(50);

    /// <summary>
    /// Waits before a message is said again. BEP 15 waits 15 s, then doubles up to an hour: other trackers of the torrent would wait as
    /// long. After the last of these, the tracker has failed and its backoff begins.
    /// </summary>
    private static readonly TimeSpan[] Patience = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(12)];

    /// <summary>How long after it began a connect that failed speaks for the tracker: thousands of torrents must not each wait for a dead one.</summary>
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(30);

    private const int MaxConnectionsKept = 4_096;

    private readonly UdpTrackerSocket _v4 = new(sockets, AddressFamily.InterNetwork);
    private readonly UdpTrackerSocket _v6 = new(sockets, AddressFamily.InterNetworkV6);
    private readonly ConcurrentDictionary<IPEndPoint, Connection> _connections = new();

    /// <exception cref="TrackerException">No answer, or none that makes sense.</exception>
    public async Task<AnnounceReply> AnnounceAsync(
        IPEndPoint tracker, AnnounceRequest request, string pathAndQuery, CancellationToken cancel)
    {
        var urlData = pathAndQuery == "/" ? [] : Encoding.ASCII.GetBytes(pathAndQuery);
        var datagram = new byte[TrackerLimits.MaxDatagramBytes];
        for (var isRetry = false; ; isRetry = true)
        {
            var connection = await ConnectAsync(tracker, cancel).ConfigureAwait(false);
            var transaction = NewTransactionId();
            var length = UdpAnnounce.WriteRequest(datagram, connection, transaction, request, urlData);
            var reply = await ExchangeAsync(tracker, transaction, datagram.AsMemory(0, length), cancel).ConfigureAwait(false);
            UdpReplyHead.TryRead(reply, out var head);
            if (head.Action == UdpAction.Announce
                && UdpAnnounce.TryReadReply(reply, tracker.AddressFamily == AddressFamily.InterNetworkV6, out var answer)) return answer;
            if (head.Action != UdpAction.Error) throw new TrackerException("it sent an answer that makes no sense");

            // The commonest error is a connection id that ended early (the tracker was restarted): a new one is worth one try.
            var text = UdpError.ReadText(reply);
            _connections.TryRemove(tracker, out _);
            if (isRetry || !text.Contains("connection", StringComparison.OrdinalIgnoreCase)) return new AnnounceReply { Failure = text };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _v4.DisposeAsync().ConfigureAwait(false);
        await _v6.DisposeAsync().ConfigureAwait(false);
    }

    // Many torrents of one tracker share one connect: whoever comes first makes it.
    private async Task<ulong> ConnectAsync(IPEndPoint tracker, CancellationToken cancel)
    {
        var now = time.GetTimestamp();
        if (_connections.Count > MaxConnectionsKept) _connections.Clear();
        var fresh = new Connection(now);
        var connection = _connections.AddOrUpdate(
            tracker, fresh, (_, old) => time.GetElapsedTime(old.StartedAt, now) < (old.Id.Task.IsFaulted ? FailureLifetime : ConnectionLifetime) ? old : fresh);
        if (ReferenceEquals(connection, fresh)) _ = FillAsync(tracker, fresh);
        return await connection.Id.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    private async Task FillAsync(IPEndPoint tracker, Connection connection)
    {
        try
        {
            var request = new byte[UdpConnect.RequestSize];
            var transaction = NewTransactionId();
            UdpConnect.WriteRequest(request, transaction);
            var reply = await ExchangeAsync(tracker, transaction, request, CancellationToken.None).ConfigureAwait(false);
            UdpReplyHead.TryRead(reply, out var head);
            if (head.Action == UdpAction.Connect && UdpConnect.TryReadReply(reply, out var id)) connection.Id.SetResult(id);
            else connection.Id.SetException(new TrackerException(head.Action == UdpAction.Error ? UdpError.ReadText(reply) : "it does not connect"));
        }
        catch (Exception e) when (e is TrackerException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            connection.Id.SetException(e is TrackerException ? e : new TrackerException(e.Message));
        }

        // Nobody may be waiting any more: the fault counts as seen.
        _ = connection.Id.Task.Exception;
    }

    private async Task<byte[]> ExchangeAsync(IPEndPoint tracker, uint transaction, ReadOnlyMemory<byte> request, CancellationToken cancel)
    {
        var socket = tracker.AddressFamily == AddressFamily.InterNetwork ? _v4 : _v6;
        using var waiting = socket.Expect(tracker, transaction);
        foreach (var patience in Patience)
        {
            try
            {
                await socket.SendAsync(tracker, request, cancel).ConfigureAwait(false);
                return await waiting.Reply.WaitAsync(patience, time, cancel).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Said again by the next turn.
            }
            catch (SocketException e)
            {
                throw new TrackerException(e.Message);
            }
        }

        throw new TrackerException("no answer");
    }

    // Secret, so that nobody who cannot see our datagrams can answer them.
    private static uint NewTransactionId() => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    private sealed class Connection(long startedAt)
    {
        public long StartedAt { get; } = startedAt;
        public TaskCompletionSource<ulong> Id { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
