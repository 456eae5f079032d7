using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Engine.Network;
using Shoal.Engine.Peers;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Codes;

/// <summary>What a receiver says to senders: the proof to all of them, everything else to the one that is right.</summary>
internal sealed partial class LiveCodeReceiver
{
    private async Task WelcomeAsync(CodeTalk talk, CancellationToken cancel)
    {
        // Both sides dial: of two connections to one program the second is closed, or the sender would count it as a guess.
        lock (_lock)
            if (_sender is not null || !_talking.Add(talk.PeerId)) return;
        try
        {
            if (await ProveAsync(talk, cancel).ConfigureAwait(false)) await FollowAsync(talk, cancel).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock) _talking.Remove(talk.PeerId);
            if (_sender == talk) Fail("The sender went away. Ask for a new code.");
        }
    }

    private async Task<bool> ProveAsync(CodeTalk talk, CancellationToken cancel)
    {
        using var scalar = CodeProof.NewScalar();
        var handshake = CodeProof.Begin(CodeRole.Receiver, _nameplate, kind => kind == _secret.Kind ? _secret : null, scalar, _key.Hash);
        using var deadline = new CancellationTokenSource(CodeGate.ProofTimeout, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        await talk.SendAsync(handshake.Open(), either.Token).ConfigureAwait(false);
        await CodeProof.RunAsync(talk, handshake, mayGiveShare: null, either.Token).ConfigureAwait(false);
        if (handshake.State != CodeHandshakeState.Proven)
        {
            // A second receiver, or ourselves under another address: nothing to learn from. A wrong code is one even when we say so.
            if (handshake.Refusal is CodeRefusal.WrongCode or CodeRefusal.Withdrawn) Interlocked.Increment(ref _wrongSenders);
            return false;
        }

        lock (_lock)
        {
            if (_sender is not null) return false;
            (_sender, _rootHash, _phase) = (talk, handshake.TheirIdentity.ToArray(), CodeReceiverPhase.Waiting);
        }

        return true;
    }

    private async Task FollowAsync(CodeTalk talk, CancellationToken cancel)
    {
        var join = new JoinParcel(_key.Public, _request.Name, _services.ListenPort);
        await talk.SayAsync(CodeParcelKind.Join, join.ToBody(), cancel).ConfigureAwait(false);
        while (true)
        {
            var (kind, body) = await talk.HearAsync(cancel).ConfigureAwait(false);
            switch (kind)
            {
                case CodeParcelKind.Manifest when !_offer.Task.IsCompleted:
                    if (!await DecideAsync(talk, body, cancel).ConfigureAwait(false)) return;
                    break;
                case CodeParcelKind.Preparing when ProgressParcel.TryRead(body, out var progress):
                    lock (_lock) _preparedBytes = progress.DoneBytes;
                    break;
                case CodeParcelKind.Swarm when SwarmParcel.TryRead(body, out var swarm): _wayIn.TrySetResult(swarm); break;
                case CodeParcelKind.Peers when PeersParcel.TryRead(body, out var peers): Meet(talk, peers.Addresses); break;
                case CodeParcelKind.Farewell:
                    lock (_lock) _farewell = body is [> 0 and <= (byte)CodeFarewell.Failed] ? (CodeFarewell)body[0] : CodeFarewell.Stopped;
                    Fail(Words(_farewell));
                    return;
                default: break;   // a later version's small talk
            }
        }
    }

    // False when the talk is over.
    private async Task<bool> DecideAsync(CodeTalk talk, byte[] body, CancellationToken cancel)
    {
        if (!CodeManifestReader.TryRead(body, out var manifest, out var problem))
        {
            await AnswerAsync(talk, yes: false, cancel).ConfigureAwait(false);
            Fail(problem);
            return false;
        }

        Enter(CodeReceiverPhase.Deciding);
        _offer.TrySetResult(manifest);
        var yes = await _answer.Task.WaitAsync(cancel).ConfigureAwait(false);
        await AnswerAsync(talk, yes, cancel).ConfigureAwait(false);
        if (!yes) _told.TrySetResult();
        return yes;
    }

    private static Task AnswerAsync(CodeTalk talk, bool yes, CancellationToken cancel) =>
        talk.SayAsync(CodeParcelKind.Answer, new[] { (byte)(yes ? 1 : 0) }, cancel);

    // The sender may name others no nearer to us than it is itself.
    private void Meet(CodeTalk talk, IEnumerable<IPEndPoint> addresses)
    {
        lock (_lock) _others.AddRange(addresses.Where(address => AddressPolicy.AllowsPeer(talk.Address.Address, address)).Take(PeersParcel.AddressesMax));
        if (Volatile.Read(ref _torrent) is { } torrent) TellOthers(torrent);
    }

    private static string Words(CodeFarewell reason) => reason switch
    {
        CodeFarewell.Declined => "The sender said no.",
        CodeFarewell.Expired => "The code has expired. Ask the sender for a new one.",
        CodeFarewell.Full => "As many people as this code was for have it. Ask the sender for a new code.",
        CodeFarewell.Failed => "What is sent changed at the sender, or is gone there. Ask for a new code; what arrived is kept and goes on from there.",
        _ => "The sender stopped. Ask for a new code; what arrived is kept and goes on from there.",
    };
}
