namespace Shoal.Core.PortMapping;

/// <summary>What a mapping lets through; the values are IP's own protocol numbers, as PCP has them.</summary>
public enum MappedTransport : byte
{
    None = 0,
    Tcp = 6,
    Udp = 17,
}
