namespace Shoal.Core.PortMapping;

/// <summary>What a gateway made of a PCP request (RFC 6887, section 7.4).</summary>
public enum PcpResult : byte
{
    Success = 0, UnsupportedVersion = 1, NotAuthorized = 2, MalformedRequest = 3, UnsupportedOpcode = 4, UnsupportedOption = 5,
    MalformedOption = 6, NetworkFailure = 7, NoResources = 8, UnsupportedProtocol = 9, UserExceededQuota = 10,
    CannotProvideExternal = 11, AddressMismatch = 12, ExcessiveRemotePeers = 13,
}
