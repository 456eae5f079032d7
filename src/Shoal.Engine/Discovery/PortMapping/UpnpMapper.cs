using System.Globalization;
using System.Net;
using Shoal.Core.PortMapping;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>Maps ports by UPnP's gateway devices, versions 1 and 2; IPv4 alone.</summary>
internal sealed class UpnpMapper : IPortMapper
{
    /// <summary>Ports tried when the one wished for is taken.</summary>
    private const int PortsMax = 5;

    private readonly UpnpGateway _gateway;
    private readonly UpnpService _service;
    private readonly string _client;
    private bool _onlyPermanent;

    private UpnpMapper(UpnpGateway gateway, UpnpService service, string client) => (_gateway, _service, _client) = (gateway, service, client);

    public string Protocol => "UPnP";

    /// <summary>Searches for the gateway and reads its description.</summary>
    /// <exception cref="PortMappingException">It does not speak UPnP, or maps no ports.</exception>
    public static async Task<IPortMapper> FindAsync(SocketFactory sockets, Gateway gateway, TimeProvider time, CancellationToken cancel)
    {
        var location = await UpnpSearch.FindAsync(sockets, gateway, time, cancel).ConfigureAwait(false);
        var http = new UpnpGateway(sockets, gateway, time);
        try
        {
            return new UpnpMapper(http, await http.DescribeAsync(location, cancel).ConfigureAwait(false), gateway.Local.ToString());
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public async Task<MappingLease> MapAsync(MapRequest request, CancellationToken cancel)
    {
        var port = await AddAsync(request, cancel).ConfigureAwait(false);
        var reply = await _gateway.CallAsync(_service, "GetExternalIPAddress", [], cancel).ConfigureAwait(false);
        var address = reply.Values.TryGetValue("NewExternalIPAddress", out var text) && IPAddress.TryParse(text, out var parsed) ? parsed : null;
        return new MappingLease(port, address, TimeSpan.FromSeconds(request.LifetimeSeconds));
    }

    public async Task UnmapAsync(MapRequest request, CancellationToken cancel)
    {
        var reply = await _gateway.CallAsync(
            _service, "DeletePortMapping",
            [("NewRemoteHost", ""), ("NewExternalPort", Text(request.ExternalPort)), ("NewProtocol", NameOf(request.Transport))], cancel).ConfigureAwait(false);
        if (reply.ErrorCode != 0) throw new PortMappingException(reply.Problem);
    }

    public void Dispose() => _gateway.Dispose();

    private async Task<int> AddAsync(MapRequest request, CancellationToken cancel)
    {
        var port = request.ExternalPort;
        for (var tried = 1; ; tried++)
        {
            var reply = await CallAsync(request with { ExternalPort = port }, cancel).ConfigureAwait(false);
            if (reply.ErrorCode == 0)
                return reply.Values.TryGetValue("NewReservedPort", out var given) && int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var other) ? other : port;
            if (reply.ErrorCode == UpnpReply.OnlyPermanentLeasesSupported && !_onlyPermanent) _onlyPermanent = true;
            else if (reply.ErrorCode == UpnpReply.ConflictInMappingEntry && tried < PortsMax) port = Random.Shared.Next(1024, 65_536);
            else throw new PortMappingException(reply.Problem);
        }
    }

    private Task<UpnpReply> CallAsync(MapRequest request, CancellationToken cancel) => _gateway.CallAsync(
        _service, _service.PicksPorts ? "AddAnyPortMapping" : "AddPortMapping",
        [
            ("NewRemoteHost", ""), ("NewExternalPort", Text(request.ExternalPort)), ("NewProtocol", NameOf(request.Transport)),
            ("NewInternalPort", Text(request.InternalPort)), ("NewInternalClient", _client), ("NewEnabled", "1"),
            ("NewPortMappingDescription", "Shoal"), ("NewLeaseDuration", _onlyPermanent ? "0" : Text(request.LifetimeSeconds)),
        ],
        cancel);

    private static string NameOf(MappedTransport transport) => transport == MappedTransport.Udp ? "UDP" : "TCP";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
