using System.Net;
using Shoal.Engine.Discovery.Local;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Discovery;

/// <summary>The ways to find peers that the torrents of an engine share, made as the options ask.</summary>
/// <remarks>
/// An engine that listens on loopback alone finds peers on loopback alone: no router of the DHT is asked, no gateway, no other
/// interface joined, whatever the options say. So a trial run stays on its machine.
/// </remarks>
internal sealed class EngineDiscovery : IAsyncDisposable
{
    private readonly List<IPeerFinder> _finders = [];

    private EngineDiscovery(bool isLoopbackOnly) => IsLoopbackOnly = isLoopbackOnly;

    /// <summary>Nothing may leave this machine.</summary>
    public bool IsLoopbackOnly { get; }

    /// <summary>Null when it is not asked for, or nothing listens.</summary>
    public LocalDiscovery? Local { get; private set; }

    /// <summary>Once the engine listens: its port is what others are told.</summary>
    /// <param name="services">Are told the finders.</param>
    /// <param name="listeningOn">Addresses really listened on.</param>
    public static EngineDiscovery Start(EngineServices services, IReadOnlyList<IPEndPoint> listeningOn)
    {
        var all = new EngineDiscovery(listeningOn.Count > 0 && listeningOn.All(address => IPAddress.IsLoopback(address.Address)));
        if (services.Options.Discovery.UseLocalDiscovery && listeningOn.Count > 0) all.UseLocal(services, listeningOn);
        services.Finders = all._finders;
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        if (Local is not null) await Local.DisposeAsync().ConfigureAwait(false);
    }

    // An interface that is not listened on is not joined: whoever found us there could not dial us.
    private void UseLocal(EngineServices services, IReadOnlyList<IPEndPoint> listeningOn)
    {
        Local = new LocalDiscovery(services.Sockets, () => LocalWay.List(listeningOn), services.Time);
        _finders.Add(Local);
    }
}
