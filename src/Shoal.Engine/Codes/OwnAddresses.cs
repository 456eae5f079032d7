using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Shoal.Core.Codes;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>Where this machine can be dialled, as far as it knows itself: for links and QR codes, which go from person to person.</summary>
internal static class OwnAddresses
{
    /// <summary>Local addresses that are listened on, IPv4 first; none of a tunnel or of loopback unless that is all there is.</summary>
    public static IReadOnlyList<IPEndPoint> Of(EngineServices services)
    {
        if (services.ListenPort == 0) return [];
        var listens = services.Options.ListenOn.Select(address => address.Address).ToList();
        var all = NetworkInterface.GetAllNetworkInterfaces().Where(one => one.OperationalStatus == OperationalStatus.Up)
            .SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
            .Where(address => listens.Exists(listen => Covers(listen, address)) && !address.IsIPv6LinkLocal);
        return [.. all.OrderBy(IPAddress.IsLoopback).ThenBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
            .Where((address, i) => i == 0 || !IPAddress.IsLoopback(address)).Take(CodeLink.MaxAddresses)
            .Select(address => new IPEndPoint(address, services.ListenPort))];
    }

    private static bool Covers(IPAddress listen, IPAddress address) => listen.AddressFamily == address.AddressFamily
        && (listen.Equals(address) || listen.Equals(IPAddress.Any) || listen.Equals(IPAddress.IPv6Any));
}
