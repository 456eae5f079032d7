using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>
/// Several trackers behind one name: each answers from its own memory, tells the others twice a second what changed, and hears what they
/// tell, through a Redis-protocol server. Without the server each goes on alone; when it is back they tell what they kept.
/// </summary>
internal sealed class SharedSwarms : INewsSink, IAsyncDisposable
{
    private const int BucketCount = 64;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RoundTimeout = TimeSpan.FromSeconds(5);

    private readonly TrackerDesk _desk;
    private readonly SharedBucket[] _buckets;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<HostPort, RedisLink> _links = [];
    private readonly HostPort[] _routes = new HostPort[BucketCount];
    private Task _running = Task.CompletedTask;

    private SharedSwarms(TrackerDesk desk)
    {
        _desk = desk;
        var node = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        _buckets = [.. Enumerable.Range(0, BucketCount).Select(i => new SharedBucket(i, node))];
        Array.Fill(_routes, desk.Options.Redis[0]);
    }

    public static SharedSwarms Start(TrackerDesk desk)
    {
        var shared = new SharedSwarms(desk);
        desk.News = shared;
        shared._running = shared.RunAsync();
        return shared;
    }

    public void Tell(in SwarmAnnounce announce, ReadOnlySpan<byte> address, int port, SwarmNews news)
    {
        Span<byte> hash = stackalloc byte[InfoHash.Size];
        announce.Swarm.CopyTo(hash);
        _buckets[hash[0] % BucketCount].Add(announce, address, port, news);
    }

    public async ValueTask DisposeAsync()
    {
        _desk.News = null;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        foreach (var link in _links.Values) link.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var ticker = new PeriodicTimer(Period);
            while (await ticker.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                await Task.WhenAll(Enumerable.Range(0, BucketCount).GroupBy(i => _routes[i]).ToArray().Select(g => RoundAsync(g.Key, [.. g]))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The tracker stops.
        }
    }

    // One server: tells it what is pending, hears what is new. A fault sends its buckets to the next server we were named.
    private async Task RoundAsync(HostPort server, int[] buckets)
    {
        RedisLink link;
        lock (_links)
        {
            if (!_links.TryGetValue(server, out link!)) _links[server] = link = new RedisLink(server, _desk);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(RoundTimeout);
        try
        {
            if (await link.OpenAsync(patience.Token).ConfigureAwait(false) is { } connection) await ExchangeAsync(connection, buckets, patience.Token).ConfigureAwait(false);
            else MoveOn(server, buckets);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException && !_stop.IsCancellationRequested)
        {
            link.Lose(e.Message);
            MoveOn(server, buckets);
        }
    }

    private void MoveOn(HostPort server, int[] buckets)
    {
        var named = _desk.Options.Redis;
        var next = named[(named.ToList().IndexOf(server) + 1) % named.Count];
        foreach (var bucket in buckets) _routes[bucket] = next;
    }

    private async Task ExchangeAsync(RedisConnection connection, int[] buckets, CancellationToken cancel)
    {
        var now = (_desk.Time.GetUtcNow() + connection.ClockOffset).ToUnixTimeMilliseconds();
        var timeout = (long)_desk.Options.Swarms.PeerTimeout.TotalMilliseconds;
        var told = buckets.Select(i => _buckets[i].TakePending()).ToArray();
        var isTold = new bool[buckets.Length];
        try
        {
            for (var i = 0; i < buckets.Length; i++)
            {
                var bucket = _buckets[buckets[i]];
                foreach (var batch in told[i])
                {
                    connection.Queue("ZADD"u8.ToArray(), bucket.Key, Number(now), batch);
                    connection.Queue("ZREMRANGEBYSCORE"u8.ToArray(), bucket.Key, "-inf"u8.ToArray(), Number(now - timeout));
                    connection.Queue("PEXPIRE"u8.ToArray(), bucket.Key, Number(timeout));
                }

                QueueHearing(connection, bucket, now - timeout);
            }

            await connection.FlushAsync(cancel).ConfigureAwait(false);
            for (var i = 0; i < buckets.Length; i++)
            {
                var isRefused = false;
                for (var batch = 0; batch < told[i].Count * 3; batch++)
                {
                    var reply = await connection.ReadAsync(cancel).ConfigureAwait(false);
                    isRefused |= batch % 3 == 0 && reply.IsError;
                }

                isTold[i] = !isRefused;
                await HearAsync(connection, buckets[i], now, cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            for (var i = 0; i < buckets.Length; i++)
            {
                if (!isTold[i]) _buckets[buckets[i]].GiveBack(told[i]);
            }
        }
    }

    private static void QueueHearing(RedisConnection connection, SharedBucket bucket, long oldest) => connection.Queue(
        "ZRANGEBYSCORE"u8.ToArray(), bucket.Key, Number(bucket.ReadFrom(oldest)), "+inf"u8.ToArray(), "WITHSCORES"u8.ToArray(),
        "LIMIT"u8.ToArray(), Number(bucket.Skip), Number(SharedBucket.PageSize));

    private async Task HearAsync(RedisConnection connection, int number, long now, CancellationToken cancel)
    {
        var bucket = _buckets[number];
        var reply = await connection.ReadAsync(cancel).ConfigureAwait(false);
        if (reply.IsError)
        {
            Redirect(number, Encoding.ASCII.GetString(reply.Text));
            return;
        }

        var last = bucket.HeardUpTo;
        for (var i = 0; i + 1 < reply.Items.Count; i += 2)
        {
            if (!double.TryParse(Encoding.ASCII.GetString(reply.Items[i + 1]), CultureInfo.InvariantCulture, out var score)) continue;
            last = Math.Max(last, (long)Math.Min(score, now));
            if (bucket.TryHear(reply.Items[i], out var records)) Apply(records, TimeSpan.FromMilliseconds(Math.Max(0, now - score)));
        }

        bucket.Heard(last, reply.Items.Count / 2);
    }

    private void Apply(ReadOnlySpan<byte> records, TimeSpan age)
    {
        var now = _desk.Now;
        var generations = (int)Math.Min(int.MaxValue, age / (_desk.Options.Swarms.PeerTimeout / 8));
        while (NewsRecord.TryRead(ref records, out var announce, out var address, out var port))
        {
            if (announce.Event == AnnounceEvent.Stopped)
            {
                _desk.Swarms.Announce(announce, address, port, now, 0, []);
                continue;
            }

            _desk.Swarms.Restore(announce.Swarm, address, port, announce.IsSeed, generations, now);
            // What was counted before our start is in our saved counts.
            if (announce.Event == AnnounceEvent.Completed && age < now) _desk.Swarms.RestoreDownloads(announce.Swarm, address.Length == 4, 1, now);
        }
    }

    // "MOVED 3999 127.0.0.1:6381": this key lives there.
    private void Redirect(int bucket, string error)
    {
        var words = error.Split(' ');
        if (words is ["MOVED", _, var place] && HostPort.TryParse(place, out var server)) _routes[bucket] = server;
    }

    private static byte[] Number(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
