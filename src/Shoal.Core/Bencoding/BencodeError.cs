namespace Shoal.Core.Bencoding;

/// <summary>Why bytes are not one bencoded value.</summary>
public enum BencodeError
{
    None,

    /// <summary>The input ends inside a value.</summary>
    Truncated,
    UnexpectedByte,

    /// <summary>A number without digits, or one that fits no 64 bits.</summary>
    BadInteger,
    KeyNotString,

    /// <summary>A dictionary ends after a key.</summary>
    MissingValue,
    TooDeep,
    TooManyTokens,
}
