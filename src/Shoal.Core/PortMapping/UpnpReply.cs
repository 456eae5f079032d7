namespace Shoal.Core.PortMapping;

/// <summary>What a gateway answered to a call.</summary>
/// <param name="ErrorCode">0 when the call was done; else UPnP's number.</param>
/// <param name="Values">Elements of the answer by name.</param>
public sealed record UpnpReply(int ErrorCode, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Another computer has this port outside.</summary>
    public const int ConflictInMappingEntry = 718;

    /// <summary>Only mappings without an end are made.</summary>
    public const int OnlyPermanentLeasesSupported = 725;

    /// <summary>The error in a few words.</summary>
    public string Problem => ErrorCode switch
    {
        0 => "",
        401 or 602 => "it does not do that",
        501 => "it failed",
        606 => "it does not allow it",
        ConflictInMappingEntry => "another computer has the port",
        724 => "it wants the same port inside and outside",
        728 => "it has no room for more",
        _ => $"it refused with {ErrorCode}",
    };
}
