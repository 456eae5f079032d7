namespace Shoal.Engine.State;

/// <summary>Where state is kept when nobody says otherwise.</summary>
internal static class StatePaths
{
    /// <summary>
    /// $XDG_STATE_HOME/shoal, by default ~/.local/state/shoal (XDG base directories); on Windows and macOS the user's
    /// local application data.
    /// </summary>
    public static string Default => For(
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(),
        Environment.GetEnvironmentVariable("XDG_STATE_HOME"),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));

    /// <summary>The rule itself: a relative $XDG_STATE_HOME is ignored, as the specification wants.</summary>
    public static string For(bool hasAppData, string? xdgStateHome, string home, string appData) =>
        hasAppData ? Path.Combine(appData, "shoal")
        : !string.IsNullOrEmpty(xdgStateHome) && Path.IsPathRooted(xdgStateHome) ? Path.Combine(xdgStateHome, "shoal")
        : Path.Combine(home, ".local", "state", "shoal");
}
