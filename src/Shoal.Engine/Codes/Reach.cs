using System.Net;
using Shoal.Core.Primitives;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Codes;

/// <summary>Tells people how far away an address is.</summary>
internal static class Reach
{
    public static PeerReach Of(IPAddress address) => AddressPolicy.ScopeOf(address) switch
    {
        AddressScope.Loopback => PeerReach.ThisMachine,
        AddressScope.Global => PeerReach.Internet,
        _ => PeerReach.LocalNetwork,
    };
}
