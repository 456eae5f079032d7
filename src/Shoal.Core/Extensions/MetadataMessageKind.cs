namespace Shoal.Core.Extensions;

/// <summary>"msg_type" of BEP 9.</summary>
public enum MetadataMessageKind : byte
{
    Request = 0,
    Data = 1,
    Reject = 2,

    /// <summary>A number nobody defined: ignore the message (BEP 9).</summary>
    Unknown = 255,
}
