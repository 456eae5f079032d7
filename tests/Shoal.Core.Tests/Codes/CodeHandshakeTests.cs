using System.Security.Cryptography;
using Shoal.Core.Codes;

namespace Shoal.Core.Tests.Codes;

public class CodeHandshakeTests
{
    private static readonly byte[] KeyHash = SHA256.HashData("receiver's key"u8), RootHash = SHA256.HashData("sender's root"u8);
    private static readonly byte[] LinkKey = [.. Enumerable.Range(0, CodeLink.KeyBytes).Select(i => (byte)i)];

    private static CodeHandshake Receiver(string words, string plate = "4821") => Make(CodeRole.Receiver, plate, KeyHash,
        kind => kind == CodeSecretKind.Words ? CodeSecret.OfWords(words.Split('-')) : null);

    private static CodeHandshake ReceiverByLink(byte[] key) => Make(CodeRole.Receiver, "4821", KeyHash,
        kind => kind == CodeSecretKind.Link ? CodeSecret.OfLink(key) : null);

    private static CodeHandshake Sender() => Make(CodeRole.Sender, "4821", RootHash,
        kind => kind == CodeSecretKind.Words ? CodeSecret.OfWords(["zebra", "violet", "tuna"]) : CodeSecret.OfLink(LinkKey));

    private static CodeHandshake Make(CodeRole role, string plate, byte[] identity, Func<CodeSecretKind, CodeSecret?> secrets) => new(
        role, Nameplate.Parse(plate), secrets, ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), RandomNumberGenerator.GetBytes(16), identity);

    private static void Talk(CodeHandshake receiver, CodeHandshake sender, Func<byte[], byte[]>? wire = null)
    {
        List<byte[]> toSender = [receiver.Open()], toReceiver = [];
        while (toSender.Count + toReceiver.Count > 0)
        {
            foreach (var message in toSender.ToArray()) sender.Handle(wire?.Invoke(message) ?? message, toReceiver);
            toSender.Clear();
            foreach (var message in toReceiver.ToArray()) receiver.Handle(wire?.Invoke(message) ?? message, toSender);
            toReceiver.Clear();
        }
    }

    [Fact]
    public void The_right_words_prove_both_sides_and_what_they_bind()
    {
        var (receiver, sender) = (Receiver("zebra-violet-tuna"), Sender());

        Talk(receiver, sender);

        Assert.Equal((CodeHandshakeState.Proven, CodeHandshakeState.Proven), (receiver.State, sender.State));
        Assert.Equal(RootHash, receiver.TheirIdentity.ToArray());
        Assert.Equal(KeyHash, sender.TheirIdentity.ToArray());
    }

    [Fact]
    public void The_link_proves_them_too()
    {
        var (receiver, sender) = (ReceiverByLink(LinkKey), Sender());

        Talk(receiver, sender);

        Assert.Equal((CodeHandshakeState.Proven, CodeSecretKind.Link), (sender.State, sender.Kind));
    }

    [Fact]
    public void Wrong_words_a_wrong_link_or_another_nameplate_prove_nothing()
    {
        foreach (var receiver in new[] { Receiver("zebra-violet-tulip"), ReceiverByLink(new byte[16]), Receiver("zebra-violet-tuna", "4822") })
        {
            var sender = Sender();

            Talk(receiver, sender);

            Assert.Equal((CodeHandshakeState.Failed, CodeRefusal.WrongCode), (sender.State, sender.Refusal));
            Assert.Equal((CodeHandshakeState.Failed, CodeRefusal.WrongCode, true), (receiver.State, receiver.Refusal, receiver.WasRefused));
            Assert.True(receiver.TheirIdentity.IsEmpty);
        }
    }

    [Fact]
    public void The_sender_proves_nothing_before_the_receiver_has()
    {
        var (receiver, sender) = (Receiver("zebra-violet-tuna"), Sender());
        List<byte[]> toSender = [receiver.Open()], toReceiver = [];
        sender.Handle(toSender[0], toReceiver);
        receiver.Handle(toReceiver[0], toSender);
        sender.Handle(toSender[1], toReceiver);

        Assert.Equal(CodeHandshakeState.Guessable, sender.State);
        Assert.DoesNotContain(toReceiver, message => message[0] == (byte)CodeMessageKind.Confirm);
        sender.Handle([(byte)CodeMessageKind.Confirm, .. new byte[32]], toReceiver);
        Assert.Equal(CodeHandshakeState.Failed, sender.State);
        Assert.DoesNotContain(toReceiver, message => message[0] == (byte)CodeMessageKind.Confirm);
    }

    [Fact]
    public void Two_of_one_role_part()
    {
        var sender = Sender();
        List<byte[]> replies = [];

        sender.Handle(new CodeHello(CodeRole.Sender, CodeSecretKind.Words, 0, new byte[16]).ToMessage(), replies);

        Assert.Equal((CodeHandshakeState.Failed, CodeRefusal.SameRole), (sender.State, sender.Refusal));
    }

    [Fact]
    public void Any_byte_changed_on_the_way_ends_without_a_proof()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var victim = random.Next(5);
            var (receiver, sender) = (Receiver("zebra-violet-tuna"), Sender());
            var count = 0;

            Talk(receiver, sender, message =>
            {
                if (count++ != victim) return message;
                var changed = message.ToArray();
                changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                return changed;
            });

            Assert.False(receiver.State == CodeHandshakeState.Proven, $"seed {seed}");
        }
    }

    [Fact]
    public void Nothing_a_stranger_sends_makes_a_side_throw()
    {
        var random = new Random(5);
        for (var i = 0; i < 400; i++)
        {
            var side = i % 2 == 0 ? Sender() : Receiver("zebra-violet-tuna");
            List<byte[]> replies = [];
            for (var j = 0; j < 6; j++)
            {
                var message = new byte[random.Next(257)];
                random.NextBytes(message);
                if (message.Length > 0) message[0] = (byte)random.Next(7);
                side.Handle(message, replies);
            }

            Assert.NotEqual(CodeHandshakeState.Proven, side.State);
        }
    }

    [Fact]
    public void Records_open_once_in_order_and_only_on_the_other_side()
    {
        var (receiver, sender) = (Receiver("zebra-violet-tuna"), Sender());
        Talk(receiver, sender);
        using CodeSeal ours = receiver.CreateSeal(), theirs = sender.CreateSeal();
        var (first, second) = (ours.Seal("one"u8), ours.Seal("two"u8));

        Assert.False(theirs.TryOpen(second, out _));
        Assert.True(theirs.TryOpen(first, out var text));
        Assert.Equal("one"u8.ToArray(), text);
        Assert.False(theirs.TryOpen(first, out _));
        Assert.False(ours.TryOpen(second, out _));
        Assert.True(theirs.TryOpen(second, out _));
        Assert.True(ours.TryOpen(theirs.Seal([]), out var empty));
        Assert.Empty(empty);
        for (var length = 0; length < 257; length++) Assert.False(theirs.TryOpen(new byte[length], out _));
    }

    [Fact]
    public void Five_wrong_proofs_withdraw_a_code_and_shares_never_outnumber_the_guesses_left()
    {
        var gate = new CodeGate();
        for (var i = 0; i < CodeGate.StrikesMax; i++)
        {
            Assert.True(gate.TryEnter());
            Assert.True(gate.TryGiveShare(CodeSecretKind.Words));
        }

        Assert.True(gate.TryEnter());
        Assert.False(gate.TryGiveShare(CodeSecretKind.Words));
        Assert.False(gate.Leave(CodeSecretKind.Words, hadShare: false, isProven: false));
        for (var i = 0; i < CodeGate.StrikesMax - 1; i++) Assert.True(gate.Leave(CodeSecretKind.Words, hadShare: true, isProven: false));
        Assert.False(gate.IsWithdrawn);
        Assert.False(gate.Leave(CodeSecretKind.Words, hadShare: true, isProven: true));
        Assert.True(gate.TryEnter());
        Assert.True(gate.TryGiveShare(CodeSecretKind.Words));
        Assert.True(gate.Leave(CodeSecretKind.Words, hadShare: true, isProven: false));
        Assert.True(gate.IsWithdrawn);
        Assert.False(gate.TryEnter());
    }

    [Fact]
    public void Guesses_at_the_link_are_no_strikes()
    {
        var gate = new CodeGate();
        for (var i = 0; i < 100; i++)
        {
            Assert.True(gate.TryEnter());
            Assert.True(gate.TryGiveShare(CodeSecretKind.Link));
            Assert.False(gate.Leave(CodeSecretKind.Link, hadShare: true, isProven: false));
        }

        Assert.Equal(0, gate.Strikes);
    }

    [Fact]
    public void Sixteen_talks_are_open_at_most()
    {
        var gate = new CodeGate();
        for (var i = 0; i < CodeGate.TalksMax; i++) Assert.True(gate.TryEnter());
        Assert.False(gate.TryEnter());
    }
}
