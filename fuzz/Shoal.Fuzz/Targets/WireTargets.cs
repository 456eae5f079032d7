using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Fuzz.Targets;

internal static class WireTargets
{
    private const int MaxLength = 4_096;

    public static FuzzTarget[] All =>
    [
        new("frames", () => [Stream()], RunFrames) { MaxAllocatedBytes = 1 << 20 },
        new("handshake", () => [HonestHandshake()], RunHandshake) { MaxInputBytes = 256, MaxAllocatedBytes = 64 << 10 },
    ];

    private static byte[] Stream()
    {
        var range = new HashRange(new Sha256Hash(new byte[32]), 1, 512, 2, 9);
        return
        [
            .. PeerFrames.KeepAlive, .. PeerFrames.Choke, .. PeerFrames.Unchoke, .. PeerFrames.Interested, .. PeerFrames.NotInterested,
            .. PeerFrames.HaveAll, .. PeerFrames.HaveNone,
            .. Frame(new HaveMessage(1)), .. Frame(new BitfieldMessage([0xff, 0x80])), .. Frame(new RequestMessage(1, 2, 3)),
            .. Frame(new PieceMessage(1, 2, [3])), .. Frame(new CancelMessage(1, 2, 3)), .. Frame(new PortMessage(6881)),
            .. Frame(new SuggestMessage(1)), .. Frame(new RejectMessage(1, 2, 3)), .. Frame(new AllowedFastMessage(1)),
            .. Frame(new ExtendedMessage(0, "de"u8)), .. Frame(new HashRequestMessage(range)), .. Frame(new HashesMessage(range, new byte[64])),
            .. Frame(new HashRejectMessage(range)),
        ];
    }

    private static byte[] HonestHandshake()
    {
        var bytes = new byte[Handshake.Size];
        new Handshake(HandshakeFeatures.Fast | HandshakeFeatures.Extensions, default, new PeerId("-SH0100-bbbbbbbbbbbb"u8)).Write(bytes);
        return bytes;
    }

    private static int RunFrames(byte[] input)
    {
        var handler = new RewritingHandler();
        var outcome = default(HashCode);
        ReadOnlySpan<byte> rest = input;
        while (true)
        {
            var status = PeerFrame.TryRead(rest, MaxLength, out var body, out var consumed);
            Promise.Holds(consumed <= rest.Length && body.Length <= MaxLength, "a frame lies in its stream");
            if (status != FrameStatus.Complete) return HashCode.Combine(status, outcome.ToHashCode());
            Promise.Holds(consumed == body.Length + PeerFrame.PrefixSize, "a frame is its prefix and its body");
            handler.Rewritten = [];
            var message = PeerMessageReader.Dispatch(body, handler);
            if (message == MessageStatus.Handled && body.Length > 1)
                Promise.Holds(rest[..consumed].SequenceEqual(handler.Rewritten), "a message that was read is written the same");
            if (handler.Count < 6) outcome.Add(HashCode.Combine(message, body.IsEmpty ? -1 : body[0]));
            rest = rest[consumed..];
        }
    }

    private static int RunHandshake(byte[] input)
    {
        var status = Handshake.TryRead(input, out var handshake);
        if (status != HandshakeStatus.Complete) return (int)status;
        var written = new byte[Handshake.Size];
        handshake.Write(written);
        Promise.Holds(input.AsSpan().StartsWith(written), "a handshake that was read is written the same");
        Promise.Holds(Handshake.TryReadInfoHash(input, out var infoHash) && infoHash == handshake.InfoHash, "and read in part the same");
        return HashCode.Combine(handshake.SupportsDht, handshake.SupportsExtensions, handshake.SupportsFast, handshake.SupportsV2);
    }

    private static byte[] Frame<T>(T message) where T : struct, IPeerMessage<T>, allows ref struct
    {
        var frame = new byte[message.FrameLength];
        message.Write(frame);
        return frame;
    }

    private sealed class RewritingHandler : IPeerMessageHandler
    {
        public byte[] Rewritten { get; set; } = [];
        public int Count { get; private set; }

        public void OnChoke() => Count++;
        public void OnUnchoke() => Count++;
        public void OnInterested() => Count++;
        public void OnNotInterested() => Count++;
        public void OnHaveAll() => Count++;
        public void OnHaveNone() => Count++;
        public void OnHave(uint piece) => Take(new HaveMessage(piece));
        public void OnBitfield(ReadOnlySpan<byte> bits) => Take(new BitfieldMessage(bits));
        public void OnRequest(in RequestMessage request) => Take(request);
        public void OnPiece(uint piece, uint offset, ReadOnlySpan<byte> block) => Take(new PieceMessage(piece, offset, block));
        public void OnCancel(in CancelMessage cancel) => Take(cancel);
        public void OnPort(ushort port) => Take(new PortMessage(port));
        public void OnSuggest(uint piece) => Take(new SuggestMessage(piece));
        public void OnReject(in RejectMessage reject) => Take(reject);
        public void OnAllowedFast(uint piece) => Take(new AllowedFastMessage(piece));
        public void OnExtended(byte extensionId, ReadOnlySpan<byte> payload) => Take(new ExtendedMessage(extensionId, payload));
        public void OnHashRequest(in HashRequestMessage request) => Take(request);
        public void OnHashes(in HashesMessage hashes) => Take(hashes);
        public void OnHashReject(in HashRejectMessage reject) => Take(reject);

        private void Take<T>(T message) where T : struct, IPeerMessage<T>, allows ref struct
        {
            Count++;
            Rewritten = Frame(message);
        }
    }
}
