using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Engine.Codes;
using Shoal.Engine.Network;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Tests.Codes;

/// <summary>Speaks the receiver's side by hand: as far as it likes, and no further.</summary>
internal static class CodeStranger
{
    /// <summary>What a receiver does up to the certificate.</summary>
    public static async Task<SwarmParcel> AskForTheWayInAsync(string text, IPEndPoint address, ECDsa key)
    {
        var (talk, parcel) = await EnterAsync(text, address, key, port: 0);
        talk.Dispose();
        return parcel;
    }

    /// <summary>The same, and stays on the line.</summary>
    /// <param name="text">The code.</param>
    /// <param name="address">The sender's.</param>
    /// <param name="key">For the certificate.</param>
    /// <param name="port">Where others may dial it inside the swarm; 0 says nothing.</param>
    public static async Task<(CodeTalk Talk, SwarmParcel Parcel)> EnterAsync(string text, IPEndPoint address, ECDsa key, int port)
    {
        Assert.True(ShareCode.TryParse(text, out var code, out _));
        var q = key.ExportParameters(false).Q;
        byte[] publicKey = [4, .. q.X!, .. q.Y!];
        var talk = await DialAsync(code, address);
        using var scalar = CodeProof.NewScalar();
        var handshake = Begin(code, scalar, SHA256.HashData(publicKey));
        await talk.SendAsync(handshake.Open(), CodePair.Soon);
        await CodeProof.RunAsync(talk, handshake, null, CodePair.Soon);
        Assert.Equal(CodeHandshakeState.Proven, handshake.State);
        await talk.SayAsync(CodeParcelKind.Join, new JoinParcel(publicKey, "stranger", port).ToBody(), CodePair.Soon);
        await talk.HearAsync(CodePair.Soon);
        await talk.SayAsync(CodeParcelKind.Answer, new byte[] { 1 }, CodePair.Soon);
        while (true)
        {
            var (kind, body) = await talk.HearAsync(CodePair.Soon);
            if (kind == CodeParcelKind.Swarm && SwarmParcel.TryRead(body, out var swarm)) return (talk, swarm);
        }
    }

    /// <summary>Takes the sender's share and goes away without a proof: a guess that says nothing.</summary>
    public static async Task GuessSilentlyAsync(string text, IPEndPoint address)
    {
        Assert.True(ShareCode.TryParse(text, out var code, out _));
        using var talk = await DialAsync(code, address);
        using var scalar = CodeProof.NewScalar();
        var handshake = Begin(code, scalar, new byte[SHA256.HashSizeInBytes]);
        List<byte[]> replies = [handshake.Open()];
        while (true)
        {
            foreach (var reply in replies) await talk.SendAsync(reply, CodePair.Soon);
            replies.Clear();
            var message = await talk.ReceiveAsync(CodePair.Soon);
            if (message[0] == (byte)CodeMessageKind.Share) return;
            handshake.Handle(message, replies);
        }
    }

    private static CodeHandshake Begin(ShareCode code, ECDiffieHellman scalar, byte[] identity) => CodeProof.Begin(
        CodeRole.Receiver, code.Nameplate, kind => kind == CodeSecretKind.Words ? code.Secret : null, scalar, identity);

    private static async Task<CodeTalk> DialAsync(ShareCode code, IPEndPoint address)
    {
        var handshaker = new PeerHandshaker(PeerId.Create(RandomNumberGenerator.GetBytes(12)), TimeSpan.FromSeconds(10), TimeProvider.System);
        var dialer = new PeerDialer(new SocketFactory(), handshaker, TimeSpan.FromSeconds(10), TimeProvider.System);
        var talk = new CodeTalk(await dialer.DialAsync(address, new InfoHashes(code.Nameplate.RendezvousName, null), null, CodePair.Soon), () => { });
        await talk.GreetAsync(0, CodePair.Soon);
        return talk;
    }
}
