namespace Shoal.Core.Codes;

/// <summary>Which secret of a code the receiver has.</summary>
public enum CodeSecretKind : byte
{
    None = 0,

    /// <summary>Three words, 30 bits: guesses are counted.</summary>
    Words = 1,

    /// <summary>The key of the link or QR, 128 bits: guessing is hopeless, so it is not counted.</summary>
    Link = 2,

    /// <summary>A room's password.</summary>
    Password = 3,
}
