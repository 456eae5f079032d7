using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Extensions;
using Shoal.Core.Metainfo;
using Shoal.Core.PeerWire;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;

namespace Shoal.Fuzz.Targets;

internal static class ExtensionTargets
{
    private static readonly byte[] Layer = SHA256.HashData([1]).Concat(SHA256.HashData([2])).Concat(SHA256.HashData([3])).ToArray();
    private static readonly TorrentMetainfo V2 = CreateV2();
    private static readonly HashServer Hashes = new(V2 with { PieceLayers = new PieceLayers(Layer) });

    public static FuzzTarget[] All =>
    [
        new("extension-handshake", () =>
        [
            new ExtensionHandshake
            {
                Extensions = ExtensionMap.Of(ExtensionId.UtMetadata, ExtensionId.UtPex), ClientName = "x", ListenPort = 1, RequestQueue = 2,
                YourAddress = IPAddress.Loopback, Ipv4 = IPAddress.Any, Ipv6 = IPAddress.IPv6Any, MetadataBytes = 3, IsUploadOnly = true,
            }.ToPayload(),
        ], RunHandshake) { Words = BencodeTargets.Words },
        new("metadata", () =>
        [
            MetadataMessage.Request(1).ToPayload(), MetadataMessage.Reject(1).ToPayload(), MetadataMessage.OfData(1, 40_000, new byte[16_384]).ToPayload(),
            MetadataMessage.OfData(0, 100, new byte[100]).ToPayload(),
        ], RunMetadata) { Words = BencodeTargets.Words, MaxInputBytes = 20_000 },
        new("pex", () =>
        [
            new PexMessage
            {
                Added = [new(new IPEndPoint(1, 2), PexFlags.UploadOnly), new(new IPEndPoint(IPAddress.IPv6Loopback, 3), PexFlags.None)],
                Dropped = [new IPEndPoint(4, 5)],
            }.ToPayload(),
        ], RunPex) { Words = BencodeTargets.Words },
        new("hashes", () => [Range(0, 4, 1), Range(0, 2, 1), Range(2, 2, 1), Range(1, 1, 1)], RunHashes) { MaxInputBytes = 512 },
    ];

    private static int RunHandshake(byte[] input)
    {
        if (!ExtensionHandshake.TryRead(input, out var handshake)) return 0;
        Promise.Holds(handshake.ListenPort is null or (> 0 and < 65_536) && handshake.RequestQueue is null or > 0, "numbers are in their bounds");
        Promise.Holds(ExtensionHandshake.TryRead(handshake.ToPayload(), out var again), "what was written reads back");
        // A name that was cut inside a character comes back as it is: three bytes for each that could not be read.
        again = again with { Extensions = handshake.Extensions, ClientName = handshake.ClientName };
        Promise.Holds(again == handshake, "and says the same");
        return HashCode.Combine(
            handshake.ClientName is null, handshake.ListenPort is null, handshake.MetadataBytes is null, handshake.YourAddress is null,
            handshake.Ipv4 is null, handshake.Ipv6 is null, handshake.Extensions[ExtensionId.UtMetadata], handshake.Extensions[ExtensionId.UtPex]);
    }

    // The message goes through a download too, as if one of two peers had sent it.
    private static int RunMetadata(byte[] input)
    {
        if (!MetadataMessage.TryRead(input, out var message)) return 0;
        Promise.Holds(message.Piece >= 0 && message.Data.Length <= MetadataMessage.BlockSize, "a block is no longer than a block");
        var download = new MetadataDownload(new InfoHashes(default(InfoHash), null));
        download.TryAddPeer(new PeerHandle(1), 40_000);
        download.TryAddPeer(new PeerHandle(2), message.TotalBytes);
        download.Ask(TimeSpan.Zero, []);
        var liars = new List<PeerHandle>();
        var progress = HashCode.Combine(
            download.Receive(new PeerHandle(1), message, TimeSpan.Zero, liars), download.Receive(new PeerHandle(2), message, TimeSpan.Zero, liars));
        var server = new MetadataServer(new byte[40_000]);
        server.Answer(message.Piece, server.NewBudget(), TimeSpan.Zero);
        return HashCode.Combine(message.Kind, Math.Min(message.Piece, 4), message.Data.Length / 8_192, progress, liars.Count);
    }

    private static int RunPex(byte[] input)
    {
        if (!PexMessage.TryRead(input, out var message)) return 0;
        Promise.Holds(message.Added.Count <= 2 * PexMessage.MaxRead && message.Dropped.Count <= 2 * PexMessage.MaxRead, "no more than the limit");
        Promise.Holds(message.Added.All(p => p.Address.Port > 0), "no port 0");
        Promise.Holds(PexMessage.TryRead(message.ToPayload(), out var again) && again.Added.Count <= PexMessage.MaxWritten, "what was written reads back");
        return HashCode.Combine(Math.Min(message.Added.Count, 5), Math.Min(message.Dropped.Count, 5));
    }

    private static int RunHashes(byte[] input)
    {
        var asked = HashRequestMessage.TryRead(input, out var request);
        var answered = asked && Hashes.TryAnswer(request.Range, new RequestBudget(1e6, 0), TimeSpan.Zero, out var hashes)
            && Promised(request.Range, hashes);
        if (!HashesMessage.TryRead(input, out var message)) return HashCode.Combine(asked, answered);
        var download = new PieceLayerDownload(V2);
        download.AddPeer(new PeerHandle(1));
        download.Ask(TimeSpan.Zero, []);
        var progress = download.Receive(new PeerHandle(1), message);
        Promise.Holds(progress != PieceLayerProgress.Complete || download.Layers!.Hashes.Span.SequenceEqual(Layer), "only the true layer is taken");
        download.Reject(new PeerHandle(1), new HashRejectMessage(message.Range), TimeSpan.Zero);
        return HashCode.Combine(asked, answered, progress, message.Hashes.Length / 32);
    }

    private static bool Promised(in HashRange range, byte[] hashes)
    {
        Promise.Holds(hashes.Length == ((int)range.Length + HashRequestRules.UncleCount(range)) * 32, "as many hashes as the request names");
        Promise.Holds(range.ProofLayers != 1 || HashRequestRules.IsProven(range, hashes), "a proof all the way up holds");
        return true;
    }

    private static byte[] Range(uint index, uint length, uint proofLayers)
    {
        var range = new HashRange(V2.Files[0].Root!.Value, 0, index, length, proofLayers);
        var hashes = Hashes.TryAnswer(range, new RequestBudget(100, 0), TimeSpan.Zero, out var found) ? found : [];
        var message = new HashesMessage(range, hashes);
        var frame = new byte[message.FrameLength];
        message.Write(frame);
        return frame[5..];
    }

    // Three pieces of one block each.
    private static TorrentMetainfo CreateV2() => new()
    {
        InfoHashes = new InfoHashes(null, default(Sha256Hash)),
        Name = "t",
        Geometry = new TorrentGeometry(3 * 16_384, 16_384),
        Files = [new TorrentFile { Index = 0, Path = "t", Length = 3 * 16_384, Offset = 0, Root = MerkleTree.FileRoot(Layer, 16_384) }],
        InfoBytes = default,
    };
}
