namespace Shoal.Core.Bencoding;

/// <summary>What <see cref="BencodeReader"/> stands on.</summary>
public enum BencodeToken
{
    None,
    Integer,

    /// <summary>A byte string; a key too, when it stands where a dictionary has one.</summary>
    String,
    StartList,
    StartDictionary,

    /// <summary>The end of the innermost list or dictionary.</summary>
    End,
}
