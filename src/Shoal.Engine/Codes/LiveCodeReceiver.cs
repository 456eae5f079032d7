using System.Net;
using Microsoft.Extensions.Logging;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>A receiver: looks for its sender among all who use the same digits, then follows the one that proved itself into its swarm.</summary>
internal sealed partial class LiveCodeReceiver : CodeReceiver
{
    /// <summary>How long nobody may be found before people are told.</summary>
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(45);

    /// <summary>How long a sender that the words fit is waited for once one was found that they do not fit.</summary>
    private static readonly TimeSpan WrongPatience = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);

    private readonly EngineServices _services;
    private readonly TorrentTable _torrents;
    private readonly ReceiveCode _request;
    private readonly Nameplate _nameplate;
    private readonly CodeSecret _secret;
    private readonly MemberKey _key = new();
    private readonly Lock _lock = new();
    private readonly HashSet<PeerId> _talking = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<CodeManifest> _offer = Pending<CodeManifest>();
    private readonly TaskCompletionSource<bool> _answer = Pending<bool>();
    private readonly TaskCompletionSource<SwarmParcel> _wayIn = Pending<SwarmParcel>();
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CodeMeeting? _meeting;
    private CodeTalk? _sender;
    private byte[] _rootHash = [];
    private LiveTorrent? _torrent;
    private CodeReceiverPhase _phase;
    private CodeFarewell _farewell;
    private long _preparedBytes, _resumedBytes;
    private int _wrongSenders, _isDisposed;

    private LiveCodeReceiver(EngineServices services, TorrentTable torrents, ReceiveCode request, Nameplate nameplate, CodeSecret secret)
    {
        (_services, _torrents, _request, _nameplate, _secret) = (services, torrents, request, nameplate, secret);
        // Whoever waits asks for the outcome itself; nobody may be there to see these fail.
        foreach (var task in new Task[] { _offer.Task, _wayIn.Task }) _ = task.ContinueWith(_ => _.Exception, TaskScheduler.Default);
    }

    public static CodeReceiver Start(EngineServices services, TorrentTable torrents, ReceiveCode request)
    {
        LiveCodeReceiver receiver;
        var peers = request.Peers;
        if (CodeLink.TryParse(request.Code, out var link))
        {
            receiver = new LiveCodeReceiver(services, torrents, request, link.Nameplate, link.Secret);
            peers = [.. peers, .. link.Addresses];
        }
        else if (ShareCode.TryParse(request.Code, out var code, out var problem)) receiver = new LiveCodeReceiver(services, torrents, request, code.Nameplate, code.Secret);
        else throw new CodeException(problem);
        try
        {
            receiver._meeting = new CodeMeeting(services, receiver._nameplate, CodeRole.Receiver, new CodeWays(request.Trackers, peers), receiver.WelcomeAsync);
        }
        catch (InvalidOperationException)
        {
            throw new CodeException("This code is being sent or received here already.");
        }

        return receiver;
    }

    public override async Task<CodeManifest> WaitForOfferAsync(CancellationToken cancel = default)
    {
        var (since, wrongSince) = (_services.Time.GetTimestamp(), 0L);
        while (!_offer.Task.IsCompleted)
        {
            await Task.WhenAny(_offer.Task, Task.Delay(LookPeriod, _services.Time, cancel)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            if (_offer.Task.IsCompleted || Volatile.Read(ref _sender) is not null) continue;
            _meeting!.LookAgain();
            if (Volatile.Read(ref _wrongSenders) > 0 && wrongSince == 0) wrongSince = _services.Time.GetTimestamp();
            if (wrongSince != 0 && _services.Time.GetElapsedTime(wrongSince) > WrongPatience) Fail(WrongText());
            if (_services.Time.GetElapsedTime(since) > LookMax) Fail(NobodyText());
        }

        return await _offer.Task.ConfigureAwait(false);
    }

    public override IReadOnlyList<string> Conflicts(string directory) => ReceivedFiles.Conflicts(_offer.Task.Result, Path.GetFullPath(directory));

    public override async Task DeclineAsync()
    {
        _answer.TrySetResult(false);
        await Task.WhenAny(_told.Task, Task.Delay(TimeSpan.FromSeconds(1), _services.Time)).ConfigureAwait(false);
    }

    public override CodeReceiverSnapshot Snapshot()
    {
        var manifest = _offer.Task.IsCompletedSuccessfully ? _offer.Task.Result : null;
        var torrent = Volatile.Read(ref _torrent);
        var now = torrent?.Snapshot();
        lock (_lock)
        {
            return new CodeReceiverSnapshot
            {
                Phase = _phase,
                WrongSenders = _wrongSenders,
                Sender = _sender?.Address,
                SenderReach = _sender is { } sender ? Reach.Of(sender.Address.Address) : default,
                Manifest = manifest,
                TotalBytes = manifest?.TotalBytes ?? 0,
                DoneBytes = _phase is CodeReceiverPhase.Placing or CodeReceiverPhase.Done ? manifest!.TotalBytes : now?.WantedDoneBytes ?? 0,
                ResumedBytes = _resumedBytes,
                Rate = now?.DownloadRate ?? 0,
                Peers = torrent?.Peers() ?? [],
                PreparedBytes = _preparedBytes,
            };
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _answer.TrySetResult(false);
        Fail("It was stopped.");
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_meeting is not null) await _meeting.DisposeAsync().ConfigureAwait(false);
        _sender?.Dispose();
        _key.Dispose();
        _stopping.Dispose();
    }

    private void Enter(CodeReceiverPhase phase)
    {
        lock (_lock) _phase = phase;
    }

    // The first reason stands.
    private void Fail(string reason)
    {
        if (_offer.TrySetException(new CodeException(reason)) | _wayIn.TrySetException(new CodeException(reason)))
            lock (_lock) if (_phase is not CodeReceiverPhase.Done) _phase = CodeReceiverPhase.Failed;
    }

    private string WrongText() => $"{_nameplate} is being offered, but with another code. Check the words with the sender.";

    private string NobodyText()
    {
        var trackers = _meeting!.Trackers;
        var failing = trackers.FirstOrDefault(tracker => tracker.Seeds is null);
        return failing is null
            ? $"{_nameplate} is not being offered now. Ask the sender for a new code."
            : $"{_nameplate} was not found, and a tracker does not answer ({TerminalText.Escape(failing.Url)}: {TerminalText.Escape(failing.Status)}).";
    }

    private static TaskCompletionSource<T> Pending<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
