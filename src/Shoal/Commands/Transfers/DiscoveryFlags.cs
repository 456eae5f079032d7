using System.CommandLine;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Transfers;

/// <summary>The options that say how peers are found: everything, unless told otherwise.</summary>
internal sealed class DiscoveryFlags
{
    /// <summary>Where a user's DHT begins: the routers that the large clients run for everybody.</summary>
    public static readonly IReadOnlyList<HostPort> PublicRouters =
    [
        new("router.bittorrent.com", 6881), new("dht.transmissionbt.com", 6881), new("dht.libtorrent.org", 25401), new("router.utorrent.com", 6881),
    ];

    private readonly Option<bool> _noDht = new("--no-dht") { Description = "Do not ask the DHT for peers." };
    private readonly Option<bool> _noLsd = new("--no-lsd") { Description = "Do not look for peers on the local network." };
    private readonly Option<bool> _noPex = new("--no-pex") { Description = "Do not exchange addresses with peers." };
    private readonly Option<bool> _noPortMap = new("--no-port-map") { Description = "Do not ask the router to let peers in." };
    private readonly Option<int?> _lease = new("--port-map-lease") { HelpName = "SECONDS", Hidden = true };   // for trials
    private readonly Option<HostPort[]> _bootstrap = CommonOptions.HostPorts(
        "--dht-bootstrap", "Where the DHT begins, instead of the public routers; may be given several times.");

    /// <summary>Makes the command take the options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _noDht, _bootstrap, _noLsd, _noPex, _noPortMap, _lease }) command.Options.Add(option);
    }

    /// <summary>One of them was said.</summary>
    public bool AreGiven(ParseResult parsed) =>
        new Option[] { _noDht, _bootstrap, _noLsd, _noPex, _noPortMap, _lease }.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <param name="parsed">The command line.</param>
    /// <param name="stateRoot">What all commands share is kept there: the DHT's nodes.</param>
    public DiscoveryOptions Read(ParseResult parsed, string stateRoot) => new()
    {
        PortMappingLease = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_lease) ?? 3_600, 10, 86_400)),
        UseDht = !parsed.GetValue(_noDht),
        DhtBootstrap = parsed.GetValue(_bootstrap) is { Length: > 0 } given ? given : PublicRouters,
        DhtTableFile = Path.Combine(stateRoot, "dht.nodes"),
        UseLocalDiscovery = !parsed.GetValue(_noLsd),
        UsePeerExchange = !parsed.GetValue(_noPex),
        UsePortMapping = !parsed.GetValue(_noPortMap),
    };
}
