using System.Net;
using Shoal.Core.PortMapping;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>Maps ports by NAT-PMP (RFC 6886), IPv4 alone.</summary>
internal sealed class NatPmpMapper(GatewaySocket socket, TimeProvider time) : IPortMapper
{
    private readonly PcpEpoch _epoch = new();
    private readonly long _startedAt = time.GetTimestamp();

    public string Protocol => "NAT-PMP";

    public async Task<MappingLease> MapAsync(MapRequest request, CancellationToken cancel)
    {
        var reply = await AskAsync(request, cancel).ConfigureAwait(false);
        var goes = _epoch.Goes(reply.EpochSeconds, time.GetElapsedTime(_startedAt));
        var address = await AddressAsync(cancel).ConfigureAwait(false);
        return new MappingLease(reply.ExternalPort, address, TimeSpan.FromSeconds(reply.LifetimeSeconds)) { HasForgotten = !goes };
    }

    public Task UnmapAsync(MapRequest request, CancellationToken cancel) => AskAsync(request with { LifetimeSeconds = 0 }, cancel);

    public void Dispose() => socket.Dispose();

    private async Task<NatPmpReply> AskAsync(MapRequest request, CancellationToken cancel)
    {
        var message = new byte[NatPmpMessage.MapRequestBytes];
        NatPmpMessage.WriteMapRequest(message, request);
        var reply = await socket.AskAsync<NatPmpReply>(
            message,
            (datagram, out reply) => NatPmpMessage.TryReadReply(datagram, out reply) && reply.Transport == request.Transport
                && (reply.Result != 0 || reply.InternalPort == request.InternalPort),
            cancel).ConfigureAwait(false);
        return reply.Result == 0 ? reply : throw new PortMappingException(reply.Problem);
    }

    private async Task<IPAddress?> AddressAsync(CancellationToken cancel)
    {
        var message = new byte[NatPmpMessage.AddressRequestBytes];
        NatPmpMessage.WriteAddressRequest(message);
        var reply = await socket.AskAsync<NatPmpReply>(
            message, (datagram, out reply) => NatPmpMessage.TryReadReply(datagram, out reply) && reply.Transport == MappedTransport.None, cancel).ConfigureAwait(false);
        return reply.Result == 0 ? reply.ExternalAddress : null;
    }
}
