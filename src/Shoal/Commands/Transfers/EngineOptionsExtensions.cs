using System.Net;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Transfers;

/// <summary>Engine options out of what the user typed.</summary>
internal static class EngineOptionsExtensions
{
    /// <summary>Where <c>--listen</c> says; the engine's default when it says nothing. A bare port means IPv4 and IPv6.</summary>
    public static EngineOptions ListeningOn(this EngineOptions options, IReadOnlyList<IPEndPoint>? listen)
    {
        if (listen is not { Count: > 0 }) return options;
        var all = new List<IPEndPoint>();
        foreach (var address in listen)
        {
            all.Add(address);
            if (address.Address.Equals(IPAddress.IPv6Any)) all.Add(new IPEndPoint(IPAddress.Any, address.Port));
        }

        return options with { ListenOn = all };
    }
}
