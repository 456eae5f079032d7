namespace Shoal.Core.Bencoding;

/// <summary>Spellings that BEP 3 forbids and old programs wrote: readable, so v1 torrents tolerate them; v2 and the DHT refuse
/// them.</summary>
[Flags]
public enum BencodeFlaws
{
    None = 0,

    /// <summary>A key sorts before the one that precedes it.</summary>
    UnsortedKey = 1,
    DuplicateKey = 2,

    /// <summary>"i01e", "i-0e" or "01:a".</summary>
    LeadingZero = 4,

    /// <summary>More than 63 bits: read as the nearest 64-bit number, which no length limit accepts.</summary>
    HugeInteger = 8,
}
