namespace Shoal.Tracker;

/// <summary>Why a request is not served.</summary>
internal enum Refusal
{
    None,

    /// <summary>Over UDP silence: whoever is banned shall not make us send.</summary>
    Banned,

    /// <summary>No passkey, or one that is not known, where the tracker is private.</summary>
    NoKey,

    /// <summary>The info-hash is not one that is tracked here.</summary>
    NotListed,

    /// <summary>More requests from one address than <see cref="AddressLimits"/> allow.</summary>
    TooMany,
}
