using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shoal.Core.Primitives;
using Shoal.Engine.Discovery;
using Shoal.Engine.Discovery.Dht;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Network;
using Shoal.Engine.Peers;
using Shoal.Engine.Queueing;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>What all torrents of an engine share.</summary>
internal sealed record EngineServices
{
    public required EngineOptions Options { get; init; }
    public required PeerId PeerId { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILogger Log { get; init; }
    public required SocketFactory Sockets { get; init; }
    public required PeerDialer Dialer { get; init; }
    public required ConnectionBudget Connections { get; init; }
    public required StorageContext Storage { get; init; }
    public required TrackerClients Trackers { get; init; }
    public required TorrentMemory Memory { get; init; }

    /// <summary>Which torrents have their turn, and when seeds have given enough.</summary>
    public required QueueKeeper Queue { get; init; }
    public GoalKeeper Goals { get; } = new();

    /// <summary>What connections may be for besides torrents.</summary>
    public SwarmDoors Doors { get; } = new();

    /// <summary>Ways to find peers besides trackers; set once the engine listens.</summary>
    public IReadOnlyList<IPeerFinder> Finders { get; set; } = [];

    /// <summary>The DHT, for peers that say where their node is; null when it is off. Set once the engine listens.</summary>
    public DhtFinder? Dht { get; set; }

    /// <summary>The engine's own rate limits, all torrents together.</summary>
    public required TokenBucket Download { get; init; }
    public required TokenBucket Upload { get; init; }

    /// <summary>Whom to dial first (BEP 40).</summary>
    public DialOrder DialOrder => field ??= new DialOrder(External, () => AnnouncedPort, Time);

    /// <summary>Our address as others see it, by their vote.</summary>
    public ExternalAddress External { get; init; } = new();

    /// <summary>The port that is listened on; 0 while nothing listens.</summary>
    public int ListenPort { get; set; }

    /// <summary>The port outside that a gateway lets through to it; null while none does.</summary>
    public int? MappedPort { get; set; }

    /// <summary>The port that trackers and peers elsewhere are told; 0 while nothing listens.</summary>
    public int AnnouncedPort => MappedPort ?? ListenPort;

    /// <summary>The engine listens on this machine alone: then nothing that strangers name leads away from it.</summary>
    public bool IsLoopbackOnly => Options.ListenOn.Count > 0 && Options.ListenOn.All(address => IPAddress.IsLoopback(address.Address));

    /// <summary>Randomness for the rules of one torrent.</summary>
    public static ulong NextSeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Proves to trackers that we are the same client after our address changed (BEP 7).</summary>
    public static uint NextKey() => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
}
