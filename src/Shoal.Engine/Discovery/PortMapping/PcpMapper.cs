using System.Security.Cryptography;
using Shoal.Core.PortMapping;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>Maps ports by PCP (RFC 6887), for IPv4 and IPv6.</summary>
internal sealed class PcpMapper(GatewaySocket socket, TimeProvider time) : IPortMapper
{
    private readonly PcpEpoch _epoch = new();
    private readonly long _startedAt = time.GetTimestamp();
    private readonly Dictionary<MappedTransport, PcpNonce> _nonces = [];

    public string Protocol => "PCP";

    public async Task<MappingLease> MapAsync(MapRequest request, CancellationToken cancel)
    {
        var nonce = NonceOf(request.Transport);
        var message = new byte[PcpMessage.RequestBytes];
        PcpMessage.WriteRequest(message, socket.Gateway.Local, nonce, request);
        var reply = await socket.AskAsync<PcpReply>(message, (datagram, out reply) => TryRead(datagram, request, nonce, out reply), cancel).ConfigureAwait(false);
        if (reply.Result != PcpResult.Success) throw new PortMappingException(Words(reply.Result));
        var goes = _epoch.Goes(reply.EpochSeconds, time.GetElapsedTime(_startedAt));
        return new MappingLease(reply.ExternalPort, reply.ExternalAddress, TimeSpan.FromSeconds(reply.LifetimeSeconds)) { HasForgotten = !goes };
    }

    public Task UnmapAsync(MapRequest request, CancellationToken cancel) => MapAsync(request with { LifetimeSeconds = 0 }, cancel);

    public void Dispose() => socket.Dispose();

    private PcpNonce NonceOf(MappedTransport transport)
    {
        if (!_nonces.TryGetValue(transport, out var nonce)) _nonces[transport] = nonce = new PcpNonce(RandomNumberGenerator.GetBytes(PcpNonce.Size));
        return nonce;
    }

    private static bool TryRead(ReadOnlySpan<byte> datagram, MapRequest request, PcpNonce nonce, out PcpReply reply)
    {
        if (PcpMessage.IsWrongVersion(datagram)) throw new PortMappingException("it is not spoken there");
        return PcpMessage.TryReadReply(datagram, out reply)
            && reply.Nonce == nonce && reply.Transport == request.Transport && reply.InternalPort == request.InternalPort;
    }

    private static string Words(PcpResult result) => result switch
    {
        PcpResult.NotAuthorized => "it is not allowed there",
        PcpResult.NetworkFailure => "it has no network outside",
        PcpResult.NoResources or PcpResult.UserExceededQuota => "it has no room for more",
        PcpResult.AddressMismatch => "another router stands between",
        PcpResult.CannotProvideExternal => "it cannot give that port",
        _ => $"it refused ({result})",
    };
}
