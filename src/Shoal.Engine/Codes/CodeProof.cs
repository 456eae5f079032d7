using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Core.Rooms;

namespace Shoal.Engine.Codes;

/// <summary>Carries a handshake's messages over a talk until it is proven or over.</summary>
internal static class CodeProof
{
    /// <summary>A fresh handshake.</summary>
    /// <param name="scalar">Fresh as well; lives as long as the handshake.</param>
    public static CodeHandshake Begin(
        CodeRole role, Nameplate nameplate, Func<CodeSecretKind, CodeSecret?> secrets, ECDiffieHellman scalar, ReadOnlySpan<byte> identity) =>
        new(role, nameplate, secrets, scalar, RandomNumberGenerator.GetBytes(CodeHello.NonceBytes), identity);

    /// <summary>The same for a room's password.</summary>
    public static CodeHandshake Begin(CodeRole role, RoomName room, CodeSecret password, ECDiffieHellman scalar, ReadOnlySpan<byte> identity) =>
        new(role, room, password, scalar, RandomNumberGenerator.GetBytes(CodeHello.NonceBytes), identity);

    /// <summary>The secret part of a handshake.</summary>
    public static ECDiffieHellman NewScalar() => ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Takes in messages and sends replies, until the state is final.</summary>
    /// <param name="mayGiveShare">Asked before the sender's share is given; false ends the talk as busy.</param>
    public static async Task RunAsync(CodeTalk talk, CodeHandshake handshake, Func<bool>? mayGiveShare, CancellationToken cancel)
    {
        List<byte[]> replies = [];
        while (handshake.State is CodeHandshakeState.Open or CodeHandshakeState.Guessable)
        {
            var message = await talk.ReceiveAsync(cancel).ConfigureAwait(false);
            var asksForShare = mayGiveShare is not null && message is [(byte)CodeMessageKind.Share, ..];
            if (asksForShare && !mayGiveShare!())
            {
                await talk.SendAsync(CodeHandshake.RefusalMessage(CodeRefusal.Busy), cancel).ConfigureAwait(false);
                return;
            }

            handshake.Handle(message, replies);
            foreach (var reply in replies) await talk.SendAsync(reply, cancel).ConfigureAwait(false);
            replies.Clear();
        }

        if (handshake.State == CodeHandshakeState.Proven) talk.Seal(handshake.CreateSeal());
    }
}
