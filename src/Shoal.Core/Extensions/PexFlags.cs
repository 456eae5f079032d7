namespace Shoal.Core.Extensions;

/// <summary>What a peer says of another ("added.f" of BEP 11). Hearsay.</summary>
[Flags]
public enum PexFlags : byte
{
    None = 0,
    PrefersEncryption = 0x01,

    /// <summary>Downloads nothing more.</summary>
    UploadOnly = 0x02,
    SupportsUtp = 0x04,
    SupportsHolepunch = 0x08,

    /// <summary>It can be dialled: the sender has done so.</summary>
    Reachable = 0x10,
}
