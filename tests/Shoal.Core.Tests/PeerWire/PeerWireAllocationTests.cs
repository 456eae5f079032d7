using Shoal.Core.PeerWire;

namespace Shoal.Core.Tests.PeerWire;

public class PeerWireAllocationTests
{
    [Fact]
    public void Reading_and_writing_messages_allocates_nothing()
    {
        var stream = WireExamples.Stream;
        var output = new byte[64];
        var handler = new CountingHandler();
        Exchange(stream, output, handler);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) Exchange(stream, output, handler);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(1_001 * WireExamples.All.Length, handler.Count);
    }

    private static void Exchange(byte[] stream, byte[] output, CountingHandler handler)
    {
        for (var rest = stream.AsSpan(); PeerFrame.TryRead(rest, 1 << 20, out var body, out var consumed) == FrameStatus.Complete;)
        {
            PeerMessageReader.Dispatch(body, handler);
            rest = rest[consumed..];
        }

        new RequestMessage(1, 2, 3).Write(output);
        new HaveMessage(4).Write(output);
        PieceHead.Write(output, 1, 2, 16_384);
    }

    private sealed class CountingHandler : IPeerMessageHandler
    {
        public int Count { get; private set; }

        public void OnChoke() => Count++;
        public void OnUnchoke() => Count++;
        public void OnInterested() => Count++;
        public void OnNotInterested() => Count++;
        public void OnHave(uint piece) => Count++;
        public void OnBitfield(ReadOnlySpan<byte> bits) => Count++;
        public void OnRequest(in RequestMessage request) => Count++;
        public void OnPiece(uint piece, uint offset, ReadOnlySpan<byte> block) => Count++;
        public void OnCancel(in CancelMessage cancel) => Count++;
        public void OnPort(ushort port) => Count++;
        public void OnSuggest(uint piece) => Count++;
        public void OnHaveAll() => Count++;
        public void OnHaveNone() => Count++;
        public void OnReject(in RejectMessage reject) => Count++;
        public void OnAllowedFast(uint piece) => Count++;
        public void OnExtended(byte extensionId, ReadOnlySpan<byte> payload) => Count++;
        public void OnHashRequest(in HashRequestMessage request) => Count++;
        public void OnHashes(in HashesMessage hashes) => Count++;
        public void OnHashReject(in HashRejectMessage reject) => Count++;
    }
}
