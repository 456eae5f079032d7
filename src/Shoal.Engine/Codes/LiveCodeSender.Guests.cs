using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Codes;

/// <summary>Receivers without Shoal: they show the secret itself, so the gate counts them as it counts talks.</summary>
internal sealed partial class LiveCodeSender
{
    private long _guestBytes;

    private long GuestBytes => Volatile.Read(ref _guestBytes);

    public override CodeGuest? Admit(CodeSecret secret, IPEndPoint address, string name)
    {
        CodeOffer offer;
        lock (_lock)
        {
            if (_closedBecause is { } reason) throw new CodeException(reason);
            offer = _offer;
        }

        if (!_swarm.Manifest.IsCompletedSuccessfully) throw new CodeException("The sender is not ready yet; try again in a moment.");
        if (!IsRight(offer, secret, address)) return null;
        var receiver = Enter(address, null, CodeReceiverState.Connected);
        receiver.Name = name;
        if (IsFull(receiver))
        {
            receiver.State = CodeReceiverState.Declined;
            throw new CodeException("As many have it as it was meant for. Ask the sender for a new code.");
        }

        receiver.State = _request.Confirm ? CodeReceiverState.Waiting : CodeReceiverState.Deciding;
        return new SentGuest(_services, receiver, _swarm.Manifest.Result, _swarm.Files, new GuestTies(_expiresAt, Sent, CloseWhenEnough, EndWhenIdle, _stopping.Token));
    }

    private bool IsRight(CodeOffer offer, CodeSecret secret, IPEndPoint address)
    {
        if (!offer.TryEnter()) throw Busy();
        var mayGuess = offer.TryGiveShare(secret.Kind);
        var isRight = mayGuess && CryptographicOperations.FixedTimeEquals(secret.Bytes, offer.SecretOf(secret.Kind).Bytes);
        var (isStrike, isLast) = offer.Leave(secret.Kind, mayGuess, isRight);
        if (isStrike) Enter(address, null, CodeReceiverState.WrongCode);
        if (isLast) Withdraw(offer);
        return mayGuess ? isRight : throw Busy();
    }

    private void Sent(int bytes) => Interlocked.Add(ref _guestBytes, bytes);

    private static CodeException Busy() => new("Too many are trying this code at once; try again in a moment.");
}
