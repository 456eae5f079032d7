using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>Tells the trackers of one torrent that we are here, and tells the torrent who else is (BEP 3, 12, 15).</summary>
/// <remarks>
/// Any thread may call any method; none waits but <see cref="StopAsync"/>. Each announce goes out for each info-hash and by each
/// address family the tracker has, at the same time. One tracker of each tier is kept told; in a private torrent, one at all (BEP 27).
/// </remarks>
internal sealed class TrackerAnnouncer : IAsyncDisposable
{
    /// <summary>Most time that "stopped" may take, all trackers together.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Peers asked for: what one UDP reply holds.</summary>
    public const int NumWant = 200;

    private readonly TrackerClients _shared;
    private readonly AnnounceIdentity _identity;
    private readonly IReadOnlyList<InfoHash> _hashes;
    private readonly Func<TransferTotals> _totals;
    private readonly Action<IReadOnlyList<IPEndPoint>> _onPeers;
    private readonly TrackerBook _book;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private Task _leaving = Task.CompletedTask;
    private TimeSpan _wakeAt = TimeSpan.MaxValue;

    /// <param name="shared">Of the engine; lives longer than this.</param>
    /// <param name="identity">Who announces what.</param>
    /// <param name="tiers">Tracker URLs (BEP 12); those that are none show in <see cref="Snapshot"/> and are never asked.</param>
    /// <param name="totals">Asked before each announce, from any thread.</param>
    /// <param name="onPeers">Told of peers that passed <see cref="AddressPolicy"/>, from any thread; must not wait.</param>
    public TrackerAnnouncer(
        TrackerClients shared,
        AnnounceIdentity identity,
        IReadOnlyList<IReadOnlyList<string>> tiers,
        Func<TransferTotals> totals,
        Action<IReadOnlyList<IPEndPoint>> onPeers)
    {
        (_shared, _identity, _totals, _onPeers) = (shared, identity, totals, onPeers);
        _hashes = identity.InfoHashes.Names;
        _book = new TrackerBook(tiers, identity.IsPrivate, Random.Shared);
    }

    /// <summary>Announces "started" everywhere and goes on at the trackers' intervals. Does nothing when it runs already.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_running is not null) return;
            _running = new CancellationTokenSource();
            foreach (var chain in _book.Chains) chain.Start(_shared.Scheduler.Now);
        }

        Pump();
    }

    /// <summary>The last wanted piece is here: says "completed" once to each. Not for a torrent that was complete when it started.</summary>
    public void Completed() => Tell((chain, now) => chain.Complete(now));

    /// <summary>Peers are short: asks again, as soon as the trackers' minimum intervals allow.</summary>
    public void AnnounceNow() => Tell((chain, now) => chain.AskNow(now));

    /// <summary>Says "stopped" to every tracker that knows us, in parallel, for at most <see cref="StopTimeout"/>. Start may follow.</summary>
    /// <remarks>
    /// Never throws for a tracker's sake; when cancelled it stops saying and returns. A second call waits for what the first one began.
    /// </remarks>
    public Task StopAsync(CancellationToken cancel = default)
    {
        lock (_gate)
        {
            if (_running is not { } running) return _leaving;
            _running = null;
            return _leaving = LeaveAsync(running, _book.TakeListings(), cancel);
        }
    }

    /// <summary>The same as <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _running?.Dispose();
    }

    /// <summary>The trackers as they last answered, tier by tier.</summary>
    public IReadOnlyList<TrackerSnapshot> Snapshot()
    {
        lock (_gate) return _book.Snapshot();
    }

    private void Tell(Action<TrackerChain, TimeSpan> change)
    {
        lock (_gate)
        {
            if (_running is null) return;
            foreach (var chain in _book.Chains) change(chain, _shared.Scheduler.Now);
        }

        Pump();
    }

    // Starts what is due and asks to be woken for what comes next.
    private void Pump()
    {
        lock (_gate)
        {
            if (_running is null) return;
            var now = _shared.Scheduler.Now;
            foreach (var chain in _book.Chains)
            {
                if (chain.TryBegin(now, out var tracker, out var announced)) _ = AskAsync(chain, tracker, announced, _running.Token);
                if (chain.DueAt is { } due && due < _wakeAt)
                {
                    _wakeAt = due;
                    _shared.Scheduler.At(due, Wake);
                }
            }
        }
    }

    private void Wake()
    {
        lock (_gate) _wakeAt = TimeSpan.MaxValue;
        Pump();
    }

    private async Task AskAsync(TrackerChain chain, TrackerEntry tracker, AnnounceEvent announced, CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var round = new Round(chain, tracker, announced);
        try
        {
            var ways = await _shared.FindAsync(tracker.Url, cancel).ConfigureAwait(false);
            await Task.WhenAll(_hashes.SelectMany(hash => ways.Select(way => AskAsync(round, hash, way, cancel)))).ConfigureAwait(false);
        }
        catch (TrackerException e)
        {
            round.Problem = e.Message;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_gate)
        {
            if (cancel.IsCancellationRequested || round.IsAnswered) return;
            _book.NotesOf(tracker).Status = round.Problem;
            chain.Failed(tracker, _shared.Scheduler.Now, round.RetryIn);
        }

        _shared.Logger.TrackerFailed(tracker.Url.Text, round.Problem);

        Pump();
    }

    // One hash by one way. The first that is answered makes the round good at once: a dead IPv6 route must not hold back IPv4.
    private async Task AskAsync(Round round, InfoHash hash, IReadOnlyList<IPAddress> way, CancellationToken cancel)
    {
        try
        {
            var request = RequestFor(round.Tracker, hash, round.Announced);
            var answer = await _shared.AnnounceAsync(round.Tracker.Url, way, request, cancel).ConfigureAwait(false);
            if (answer.Reply.Failure is { } failure) (round.Problem, round.RetryIn) = ($"refused: {failure}", answer.Reply.RetryIn);
            else Take(round, hash, way, answer, cancel);
        }
        catch (TrackerException e)
        {
            round.Problem = e.Message;
        }
        catch (OperationCanceledException)
        {
            // We stopped: nobody wants to know.
        }
    }

    private void Take(Round round, InfoHash hash, IReadOnlyList<IPAddress> way, TrackerAnswer answer, CancellationToken cancel)
    {
        var reply = answer.Reply;
        lock (_gate)
        {
            if (cancel.IsCancellationRequested) return;
            var notes = _book.NotesOf(round.Tracker);
            notes.Listings[(hash, way[0].AddressFamily)] = way;
            notes.TrackerId = reply.TrackerId ?? notes.TrackerId;
            notes.Status = reply.Warning is { } warning ? $"working, warns: {warning}" : "working";
            notes.Seeds = round.IsAnswered ? Larger(notes.Seeds, reply.Seeds) : reply.Seeds;
            notes.Leechers = round.IsAnswered ? Larger(notes.Leechers, reply.Leechers) : reply.Leechers;
            if (!round.IsAnswered)
                round.Chain.Succeeded(round.Tracker, round.Announced, _shared.Scheduler.Now, reply.Interval, reply.MinInterval);
            round.IsAnswered = true;
        }

        var peers = reply.Peers.Select(Plain).Where(p => AddressPolicy.AllowsPeer(answer.Source, p)).Distinct().ToList();
        if (peers.Count > 0) _onPeers(peers);
        Pump();
    }

    private async Task LeaveAsync(
        CancellationTokenSource running,
        IReadOnlyList<(TrackerEntry Tracker, InfoHash Hash, IReadOnlyList<IPAddress> Way)> listings,
        CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await running.CancelAsync().ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(StopTimeout, _shared.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        await Task.WhenAll(listings.Select(l => LeaveAsync(l.Tracker, l.Hash, l.Way, either.Token))).ConfigureAwait(false);
        running.Dispose();
    }

    private async Task LeaveAsync(TrackerEntry tracker, InfoHash hash, IReadOnlyList<IPAddress> way, CancellationToken cancel)
    {
        try
        {
            await _shared.AnnounceAsync(tracker.Url, way, RequestFor(tracker, hash, AnnounceEvent.Stopped), cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TrackerException or OperationCanceledException)
        {
            // It will forget us by itself.
        }
    }

    private AnnounceRequest RequestFor(TrackerEntry tracker, InfoHash hash, AnnounceEvent announced)
    {
        var totals = _totals();
        string? trackerId;
        lock (_gate) trackerId = _book.NotesOf(tracker).TrackerId;
        return new AnnounceRequest
        {
            InfoHash = hash,
            PeerId = _identity.PeerId,
            Port = _identity.Port,
            Key = _identity.Key,
            Uploaded = totals.Uploaded,
            Downloaded = totals.Downloaded,
            Left = totals.Left,
            Event = announced,
            NumWant = announced == AnnounceEvent.Stopped ? 0 : NumWant,
            NoPeerId = true,
            TrackerId = trackerId,
        };
    }

    private static IPEndPoint Plain(IPEndPoint peer) =>
        peer.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(peer.Address.MapToIPv4(), peer.Port) : peer;

    private static int? Larger(int? a, int? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    /// <summary>One tracker being asked, by all its ways.</summary>
    private sealed class Round(TrackerChain chain, TrackerEntry tracker, AnnounceEvent announced)
    {
        public TrackerChain Chain => chain;
        public TrackerEntry Tracker => tracker;
        public AnnounceEvent Announced => announced;
        public bool IsAnswered { get; set; }
        public string Problem { get; set; } = "no answer";
        public TimeSpan? RetryIn { get; set; }
    }
}
