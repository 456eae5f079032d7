namespace Shoal.Tracker;

/// <summary>What a client is told. Short enough that over UDP no refusal is longer than the shortest scrape, 36 bytes.</summary>
internal static class RefusalText
{
    public static ReadOnlySpan<byte> Of(Refusal refusal) => refusal switch
    {
        Refusal.NoKey => "passkey is not valid"u8,
        Refusal.NotListed => "torrent is not allowed"u8,
        Refusal.TooMany => "too many requests"u8,
        _ => "not allowed"u8,
    };
}
