namespace Shoal.Web.Guests;

/// <summary>What a sender's list calls a browser: "Firefox on Android". From what it says of itself, so it may be anything, but it is one of few words.</summary>
internal static class BrowserName
{
    // The first that fits: everybody says that they are everybody else, too.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"), ("curl", "curl"), ("Wget", "wget")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Windows", "Windows"), ("Mac OS", "a Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string Of(string userAgent)
    {
        var browser = Find(Browsers, userAgent) ?? "A browser";
        return Find(Systems, userAgent) is { } system ? $"{browser} on {system}" : browser;
    }

    private static string? Find((string Mark, string Name)[] known, string text)
    {
        foreach (var (mark, name) in known)
            if (text.Contains(mark, StringComparison.Ordinal)) return name;
        return null;
    }
}
