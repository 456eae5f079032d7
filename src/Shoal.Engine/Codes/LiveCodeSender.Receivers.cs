using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Engine.Peers;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Codes;

/// <summary>What happens to somebody who comes with a code: the proof, the offer, the way into the swarm.</summary>
internal sealed partial class LiveCodeSender
{
    /// <summary>Receivers remembered for the screen that proved nothing or went away.</summary>
    private const int FinishedShownMax = 100;

    private static readonly TimeSpan PreparingPeriod = TimeSpan.FromMilliseconds(500);

    private async Task WelcomeAsync(CodeOffer offer, CodeTalk talk, CancellationToken cancel)
    {
        if (!offer.TryEnter())
        {
            await talk.SendAsync(CodeHandshake.RefusalMessage(offer.Strikes >= CodeGate.StrikesMax ? CodeRefusal.Withdrawn : CodeRefusal.Busy), cancel).ConfigureAwait(false);
            return;
        }

        if (await ProveAsync(offer, talk, cancel).ConfigureAwait(false) is not { } identity) return;
        var receiver = Enter(talk.Address, talk, CodeReceiverState.Connected);
        try
        {
            await ServeAsync(receiver, identity, cancel).ConfigureAwait(false);
        }
        finally
        {
            if (receiver.State is not (CodeReceiverState.Done or CodeReceiverState.Declined)) receiver.State = CodeReceiverState.Left;
            EndWhenIdle();
        }
    }

    // The receiver's proven identity; null when it proved nothing.
    private async Task<ReadOnlyMemory<byte>?> ProveAsync(CodeOffer offer, CodeTalk talk, CancellationToken cancel)
    {
        using var scalar = CodeProof.NewScalar();
        var handshake = CodeProof.Begin(CodeRole.Sender, offer.Code.Nameplate, offer.SecretOf, scalar, SHA256.HashData(_root.Bytes));
        var hasShare = false;
        try
        {
            using var deadline = new CancellationTokenSource(CodeGate.ProofTimeout, _services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
            await CodeProof.RunAsync(talk, handshake, () => hasShare || (hasShare = offer.TryGiveShare(handshake.Kind)), either.Token).ConfigureAwait(false);
        }
        finally
        {
            var (isStrike, isLast) = offer.Leave(handshake.Kind, hasShare, handshake.State == CodeHandshakeState.Proven);
            if (isStrike) Enter(talk.Address, talk, CodeReceiverState.WrongCode);
            if (isLast) Withdraw(offer);
        }

        return handshake.State == CodeHandshakeState.Proven ? handshake.TheirIdentity : null;
    }

    private SentReceiver Enter(IPEndPoint address, CodeTalk? talk, CodeReceiverState state)
    {
        lock (_lock)
        {
            var receiver = new SentReceiver(++_lastId, address, talk) { State = state };
            if (_receivers.Count >= FinishedShownMax && _receivers.Find(one => !one.Counts) is { } old) _receivers.Remove(old);
            _receivers.Add(receiver);
            return receiver;
        }
    }

    private async Task ServeAsync(SentReceiver receiver, ReadOnlyMemory<byte> identity, CancellationToken cancel)
    {
        var talk = receiver.Talk;
        var (kind, body) = await HearSoonAsync(talk, cancel).ConfigureAwait(false);
        if (kind != CodeParcelKind.Join || !JoinParcel.TryRead(body, out var join) || !SHA256.HashData(join.PublicKey.Span).AsSpan().SequenceEqual(identity.Span))
            throw new PeerProtocolException("its key is not the one it proved");
        receiver.Name = join.Name;
        if (join.Port > 0) receiver.Listens = new IPEndPoint(talk.Address.Address, join.Port);
        if (IsFull(receiver))
        {
            await FarewellAsync(receiver, CodeFarewell.Full, cancel).ConfigureAwait(false);
            return;
        }

        if (_request.Confirm) receiver.State = CodeReceiverState.Waiting;
        if (_request.Confirm && !await receiver.WaitForDecisionAsync(cancel).ConfigureAwait(false))
        {
            await FarewellAsync(receiver, CodeFarewell.Declined, cancel).ConfigureAwait(false);
            return;
        }

        var manifest = await _swarm.Manifest.WaitAsync(cancel).ConfigureAwait(false);
        receiver.State = CodeReceiverState.Deciding;
        await talk.SayAsync(CodeParcelKind.Manifest, manifest.ToBytes(), cancel).ConfigureAwait(false);
        (kind, body) = await talk.HearAsync(cancel).ConfigureAwait(false);
        if (kind != CodeParcelKind.Answer || body is not [1])
        {
            receiver.State = CodeReceiverState.Declined;
            return;
        }

        receiver.State = CodeReceiverState.Preparing;
        await TellPreparingAsync(receiver, cancel).ConfigureAwait(false);
        await LetInAsync(receiver, join, cancel).ConfigureAwait(false);
        await FollowAsync(receiver, manifest, cancel).ConfigureAwait(false);
    }

    private bool IsFull(SentReceiver newcomer)
    {
        lock (_lock) return _request.MaxReceivers > 0 && _receivers.Count(one => one != newcomer && one.Counts) >= _request.MaxReceivers;
    }

    private async Task TellPreparingAsync(SentReceiver receiver, CancellationToken cancel)
    {
        while (!_swarm.Ready.IsCompleted)
        {
            var progress = new ProgressParcel(_swarm.HashedBytes, Math.Max(_swarm.TotalBytes, _swarm.HashedBytes));
            await receiver.Talk.SayAsync(CodeParcelKind.Preparing, progress.ToBody(), cancel).ConfigureAwait(false);
            await Task.WhenAny(_swarm.Ready, Task.Delay(PreparingPeriod, _services.Time, cancel)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
        }

        if (_swarm.Ready.IsFaulted) await FarewellAsync(receiver, CodeFarewell.Failed, cancel).ConfigureAwait(false);
        await _swarm.Ready.ConfigureAwait(false);
    }

    // Certificate and torrent; then everybody learns of everybody.
    private async Task LetInAsync(SentReceiver receiver, JoinParcel join, CancellationToken cancel)
    {
        var parcel = new SwarmParcel(_swarm.TorrentFile, _root.Bytes, _root.Sign(join.PublicKey.Span), _services.ListenPort, _services.Time.GetUtcNow().ToUnixTimeSeconds());
        SentReceiver[] others;
        lock (_lock)
        {
            others = [.. _receivers.Where(one => one != receiver && one.State is CodeReceiverState.Receiving or CodeReceiverState.Done)];
            receiver.State = CodeReceiverState.Receiving;
        }

        await receiver.Talk.SayAsync(CodeParcelKind.Swarm, parcel.ToBody(), cancel).ConfigureAwait(false);
        var known = new PeersParcel([.. others.Select(one => one.Listens).OfType<IPEndPoint>()]);
        if (known.Addresses.Count > 0) await receiver.Talk.SayAsync(CodeParcelKind.Peers, known.ToBody(), cancel).ConfigureAwait(false);
        if (receiver.Listens is not { } listens) return;
        _swarm.Torrent?.AddPeer(listens);
        var newcomer = new PeersParcel([listens]).ToBody();
        foreach (var other in others.Where(one => one.State == CodeReceiverState.Receiving)) _ = other.TellAsync(CodeParcelKind.Peers, newcomer, cancel);
    }

    // Until it has everything or goes away.
    private async Task FollowAsync(SentReceiver receiver, CodeManifest manifest, CancellationToken cancel)
    {
        while (true)
        {
            var (kind, body) = await receiver.Talk.HearAsync(cancel).ConfigureAwait(false);
            if (kind == CodeParcelKind.Progress && ProgressParcel.TryRead(body, out var progress)) receiver.DoneBytes = progress.DoneBytes;
            if (kind != CodeParcelKind.Farewell) continue;
            if (body is not [(byte)CodeFarewell.Done]) return;
            receiver.DoneBytes = manifest.TotalBytes;
            receiver.State = CodeReceiverState.Done;
            CloseWhenEnough();
            return;
        }
    }

    private void CloseWhenEnough()
    {
        int done;
        lock (_lock) done = _receivers.Count(one => one.State == CodeReceiverState.Done);
        if (_request.MaxReceivers > 0 && done >= _request.MaxReceivers) Close(done == 1 ? "It was received." : $"All {done} have it.");
    }

    private async Task<(CodeParcelKind Kind, byte[] Body)> HearSoonAsync(CodeTalk talk, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(CodeGate.ProofTimeout, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        return await talk.HearAsync(either.Token).ConfigureAwait(false);
    }

    private static async Task FarewellAsync(SentReceiver receiver, CodeFarewell reason, CancellationToken cancel)
    {
        receiver.State = CodeReceiverState.Declined;
        await receiver.TellAsync(CodeParcelKind.Farewell, Farewell(reason), cancel).ConfigureAwait(false);
    }
}
