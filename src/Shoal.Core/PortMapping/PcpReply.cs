using System.Net;

namespace Shoal.Core.PortMapping;

/// <summary>A gateway's answer to a PCP MAP request (RFC 6887, section 11.1).</summary>
public readonly record struct PcpReply
{
    public PcpResult Result { get; init; }

    /// <summary>Seconds granted; of an error: seconds before the same request makes sense again.</summary>
    public uint LifetimeSeconds { get; init; }

    /// <summary>Seconds since the gateway last lost its mappings.</summary>
    public uint EpochSeconds { get; init; }

    /// <summary>Only an answer with the nonce of the request is one to it.</summary>
    public PcpNonce Nonce { get; init; }
    public MappedTransport Transport { get; init; }
    public int InternalPort { get; init; }
    public int ExternalPort { get; init; }
    public IPAddress ExternalAddress { get; init; }
}
