using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.Primitives;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Discovery;

/// <summary>An announcer of a made-up torrent, its clock, and the peers it was told of.</summary>
internal sealed class AnnouncerFixture : IAsyncDisposable
{
    public static readonly InfoHash V1 = new(Enumerable.Range(0, 20).Select(i => (byte)(i * 13)).ToArray());
    public static readonly Sha256Hash V2 = new(Enumerable.Range(0, 32).Select(i => (byte)(255 - i * 7)).ToArray());

    private readonly Channel<IPEndPoint> _peers = Channel.CreateUnbounded<IPEndPoint>();

    public AnnouncerFixture(IReadOnlyList<IReadOnlyList<string>> tiers, InfoHashes? hashes = null, bool isPrivate = false, HostResolver? resolver = null)
    {
        Clients = new TrackerClients(new SocketFactory(), Clock, NullLogger.Instance, resolver);
        var identity = new AnnounceIdentity(hashes ?? new InfoHashes(V1, null), PeerId.Create("abcdefghijkl"u8), 6881, 0xCAFE) { IsPrivate = isPrivate };
        Announcer = new TrackerAnnouncer(Clients, identity, tiers, () => Totals, peers =>
        {
            foreach (var peer in peers) _peers.Writer.TryWrite(peer);
        });
    }

    public FakeClock Clock { get; } = new();
    public TrackerClients Clients { get; }
    public TrackerAnnouncer Announcer { get; }
    public TransferTotals Totals { get; set; } = new(1, 2, 3);

    public async Task<IPEndPoint> NextPeerAsync() => await _peers.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    public bool HasMorePeers => _peers.Reader.TryPeek(out _);

    /// <summary>Waits until a tracker's status is this; moves the clock along when asked to.</summary>
    public async Task UntilStatusAsync(string url, Func<string, bool> isWanted, TimeSpan step = default)
    {
        var patience = Task.Delay(TimeSpan.FromSeconds(10));
        while (!isWanted(Announcer.Snapshot().Single(t => t.Url == url).Status))
        {
            Assert.False(patience.IsCompleted, $"status stays \"{Announcer.Snapshot().Single(t => t.Url == url).Status}\"");
            if (step > TimeSpan.Zero) Clock.Advance(step);
            await Task.Delay(5);
        }
    }

    /// <summary>Another torrent of the same engine.</summary>
    public TrackerAnnouncer Another(IReadOnlyList<IReadOnlyList<string>> tiers) => new(
        Clients, new AnnounceIdentity(new InfoHashes(null, V2), PeerId.Create("abcdefghijkl"u8), 6881, 1), tiers, () => Totals, _ => { });

    /// <summary>Waits without moving the clock.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        var patience = Task.Delay(TimeSpan.FromSeconds(10));
        while (!isSo())
        {
            Assert.False(patience.IsCompleted, "it never happened");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Announcer.DisposeAsync();
        await Clients.DisposeAsync();
    }
}
