namespace Shoal.Web.Guests;

/// <summary>A browser is not let in; the message is for people.</summary>
internal sealed class GuestRefusedException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>Set when it guessed too often.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    public static GuestRefusedException TooMany(TimeSpan wait) =>
        new(GuestTexts.TooManyTries, wait);
}
