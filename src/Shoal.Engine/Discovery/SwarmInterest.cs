using System.Net;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Discovery;

/// <summary>The swarm that a search is for. Never one of a private torrent (BEP 27).</summary>
internal sealed record SwarmInterest
{
    /// <summary>Both names of a hybrid, v2's truncated (BEP 52): its swarms are two.</summary>
    public required IReadOnlyList<InfoHash> Names { get; init; }

    /// <summary>The TCP port where peers can dial us; 0: nowhere.</summary>
    public required int Port { get; init; }

    /// <summary>Everything wanted is here; may change between two calls. Any thread may ask.</summary>
    public required Func<bool> IsSeed { get; init; }

    /// <summary>Told of peers, already judged by <see cref="Network.AddressPolicy"/>, from any thread; does not wait.</summary>
    public required Action<IReadOnlyList<IPEndPoint>> OnPeers { get; init; }
}
