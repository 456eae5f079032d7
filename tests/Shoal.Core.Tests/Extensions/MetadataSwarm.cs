using System.Security.Cryptography;
using Shoal.Core.Extensions;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Extensions;

/// <summary>A download among peers that answer as told, a round every 100 ms.</summary>
internal sealed class MetadataSwarm(byte[] info)
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<PeerHandle, Answer> _peers = [];

    /// <summary>What a peer says to a request; null is silence.</summary>
    public delegate byte[]? Answer(int piece);

    public MetadataDownload Download { get; } = new(new InfoHashes(new InfoHash(SHA1.HashData(info)), new Sha256Hash(SHA256.HashData(info))));
    public List<PeerHandle> Liars { get; } = [];
    public Dictionary<PeerHandle, int> Asked { get; } = [];
    public TimeSpan Now { get; private set; }
    public byte[] Info => info;

    public PeerHandle Add(Answer answer, long? claims = null)
    {
        var peer = new PeerHandle(_peers.Count + 1);
        _peers[peer] = answer;
        Asked[peer] = 0;
        Download.TryAddPeer(peer, claims ?? info.Length);
        return peer;
    }

    public PeerHandle AddHonest() => Add(Honest);

    public byte[]? Honest(int piece) => new MetadataServer(info).Answer(piece, new RequestBudget(1, 0), TimeSpan.Zero).ToPayload();

    public byte[]? Wrong(int piece)
    {
        var payload = Honest(piece)!;
        payload[^1] ^= 1;
        return payload;
    }

    /// <returns>True when it is complete within the time.</returns>
    public bool Run(TimeSpan time)
    {
        var requests = new List<MetadataRequest>();
        for (var end = Now + time; Now < end && Download.Info is null; Now += Round)
        {
            requests.Clear();
            Download.Ask(Now, requests);
            foreach (var request in requests) Exchange(request);
        }

        return Download.Info is not null;
    }

    private void Exchange(MetadataRequest request)
    {
        Asked[request.Peer]++;
        if (Liars.Contains(request.Peer) || _peers[request.Peer](request.Piece) is not { } payload) return;
        if (MetadataMessage.TryRead(payload, out var message)) Download.Receive(request.Peer, message, Now, Liars);
    }
}
