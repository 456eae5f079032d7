using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Engine.Peers;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>A sender: one offer at a time, a meeting for it, the content being made ready, and a task for each receiver.</summary>
internal sealed partial class LiveCodeSender : CodeSender
{
    private readonly EngineServices _services;
    private readonly SendCode _request;
    private readonly SwarmRoot _root;
    private readonly SentSwarm _swarm;
    private readonly DateTimeOffset _expiresAt;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<SentReceiver> _receivers = [];
    private readonly ITimer _expiry;
    private CodeOffer _offer = new();
    private CodeMeeting? _meeting;
    private string? _closedBecause;
    private int _withdrawn, _lastId, _isDisposed;

    private LiveCodeSender(EngineServices services, TorrentTable torrents, SendCode request, SentTree? tree)
    {
        (_services, _request) = (services, request);
        var now = services.Time.GetUtcNow();
        _expiresAt = now + request.Expire;
        _root = new SwarmRoot(now, _expiresAt);
        _swarm = new SentSwarm(services, torrents, request, tree, _root);
        _expiry = services.Time.CreateTimer(_ => Close("The code has expired."), null, request.Expire, Timeout.InfiniteTimeSpan);
    }

    public static Task<CodeSender> StartAsync(EngineServices services, TorrentTable torrents, SendCode request, CancellationToken cancel) => Task.Run<CodeSender>(() =>
    {
        if ((request.Paths.Count > 0 ? 1 : 0) + (request.Text is null ? 0 : 1) + (request.Stream is null ? 0 : 1) != 1)
            throw new CodeException("Name files to send, or a text, or a pipe: one of them.");
        var tree = request.Paths.Count == 0 ? null : SentTree.Read(request.Paths, CodeContentKind.Files, FileSystems.Local, cancel);
        var sender = new LiveCodeSender(services, torrents, request, tree);
        sender.Meet();
        sender._swarm.Start(sender._stopping.Token);
        _ = sender.WatchContentAsync();
        return sender;
    }, cancel);

    public override Task<CodeManifest> WaitForManifestAsync(CancellationToken cancel = default) => _swarm.Manifest.WaitAsync(cancel);
    public override Task WaitAsync(CancellationToken cancel = default) => _ended.Task.WaitAsync(cancel);

    public override void Decide(int receiver, bool isWelcome)
    {
        lock (_lock) _receivers.Find(one => one.Id == receiver)?.Decide(isWelcome);
    }

    public override CodeSenderSnapshot Snapshot()
    {
        lock (_lock)
        {
            var torrent = _swarm.Torrent?.Snapshot();
            return new CodeSenderSnapshot
            {
                Code = _offer.Code.ToString(),
                Link = _offer.LinkTo(OwnAddresses.Of(_services)).ToString(),
                IsOpen = _closedBecause is null,
                Ended = _closedBecause,
                ExpiresAt = _expiresAt,
                Manifest = _swarm.Manifest.IsCompletedSuccessfully ? _swarm.Manifest.Result : null,
                HashedBytes = _swarm.HashedBytes,
                NewlyHashedBytes = _swarm.NewlyHashedBytes,
                TotalBytes = _swarm.TotalBytes,
                Strikes = _offer.Strikes,
                CodesWithdrawn = _withdrawn,
                UploadedBytes = (torrent?.UploadedBytes ?? 0) + GuestBytes,
                UploadRate = torrent?.UploadRate ?? 0,
                Receivers = [.. _receivers.Select(receiver => receiver.ToEntry())],
                Trackers = _meeting?.Trackers ?? [],
            };
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        Close("The sender stopped.");
        await _expiry.DisposeAsync().ConfigureAwait(false);
        SentReceiver[] all;
        lock (_lock) all = [.. _receivers];
        // A moment for the farewell; who does not read it is not waited for.
        using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(1), _services.Time);
        await Task.WhenAll(all.Where(one => one.Counts).Select(one => one.TellAsync(CodeParcelKind.Farewell, Farewell(CodeFarewell.Stopped), moment.Token))).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_meeting is { } meeting) await meeting.DisposeAsync().ConfigureAwait(false);
        foreach (var one in all) one.Close();
        await _swarm.DisposeAsync().ConfigureAwait(false);
        _root.Dispose();
        _ended.TrySetResult();
    }

    // A new meeting place for the offer that stands.
    private void Meet()
    {
        var ways = new CodeWays(_request.Trackers, _request.Peers);
        for (var tries = 0; ; tries++)
        {
            try
            {
                var offer = _offer;
                _meeting = new CodeMeeting(_services, offer.Code.Nameplate, CodeRole.Sender, ways, (talk, cancel) => WelcomeAsync(offer, talk, cancel));
                return;
            }
            catch (InvalidOperationException) when (tries < 10)
            {
                _offer = new CodeOffer();   // expected: this engine offers something under the same digits
            }
        }
    }

    // The fifth strike: nobody may try this code any more, and people get a new one to tell.
    private void Withdraw(CodeOffer offer)
    {
        CodeMeeting? old;
        lock (_lock)
        {
            if (_offer != offer || _closedBecause is not null) return;
            old = _meeting;
            _withdrawn++;
            _offer = new CodeOffer();
            Meet();
        }

        if (old is not null) _ = old.CloseAsync();   // talks that were proven go on
    }

    private void Close(string reason)
    {
        lock (_lock)
        {
            if (_closedBecause is not null) return;
            _closedBecause = reason;
            if (_meeting is { } meeting) _ = meeting.CloseAsync();
        }

        EndWhenIdle();
    }

    private void EndWhenIdle()
    {
        lock (_lock)
            if (_closedBecause is null || _receivers.Exists(one => one.IsBusy)) return;
        _ended.TrySetResult();
    }

    private async Task WatchContentAsync()
    {
        try
        {
            await _swarm.Ready.ConfigureAwait(false);
            await _swarm.WatchAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Expected: stopped while hashing, or after it.
        }
        catch (Exception fault) when (fault is CodeException or IOException or UnauthorizedAccessException)
        {
            SentReceiver[] busy;
            lock (_lock) busy = [.. _receivers.Where(one => one.IsBusy)];
            await Task.WhenAll(busy.Select(one => one.TellAsync(CodeParcelKind.Farewell, Farewell(CodeFarewell.Failed), _stopping.Token))).ConfigureAwait(false);
            Close(fault.Message);
            _ended.TrySetException(new CodeException(fault.Message));
            _ = _ended.Task.Exception;   // observed: nobody has to wait
        }
    }

    private static byte[] Farewell(CodeFarewell reason) => [(byte)reason];
}
