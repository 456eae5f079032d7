namespace Shoal.Web.Logs;

/// <summary>Keeps secrets out of the log. Codes, tokens and passwords are never told to it; a tracker's address may hold one, too.</summary>
internal static class LogSecrets
{
    private static readonly string[] Schemes = ["http", "https", "udp", "ws", "wss"];

    /// <summary>An address shows who is asked and no more: behind it may stand the passkey of a private tracker.</summary>
    public static string Hide(string text) =>
        text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme) && (address.PathAndQuery.Length > 1 || address.UserInfo.Length > 0)
            ? $"{address.Scheme}://{address.Authority}/…" : text;
}
