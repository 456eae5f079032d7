using System.Net;

namespace Shoal.Core.PortMapping;

/// <summary>A gateway's answer in NAT-PMP: to a mapping, or to the question for its address (RFC 6886, sections 3.2 and 3.3).</summary>
public readonly record struct NatPmpReply
{
    /// <summary>0 is success.</summary>
    public int Result { get; init; }

    /// <summary>Seconds since the gateway last lost its mappings.</summary>
    public uint EpochSeconds { get; init; }

    /// <summary>Set in an answer to the question for the address.</summary>
    public IPAddress? ExternalAddress { get; init; }

    /// <summary>Set in an answer to a mapping; as the rest.</summary>
    public MappedTransport Transport { get; init; }
    public int InternalPort { get; init; }
    public int ExternalPort { get; init; }
    public uint LifetimeSeconds { get; init; }

    /// <summary>The result in a few words.</summary>
    public string Problem => Result switch
    {
        0 => "",
        1 => "it does not speak this version",
        2 => "it is switched off there",
        3 => "it has no address outside",
        4 => "it has no room for more",
        5 => "it does not do that",
        _ => $"it refused with {Result}",
    };
}
