using System.Text.Json;

namespace Shoal.Commands.Rooms;

/// <summary>What Shoal remembers about its user: <c>config.json</c> in <c>$XDG_CONFIG_HOME/shoal</c> (<c>%APPDATA%\Shoal</c> on Windows). The file may be edited.</summary>
internal sealed record Preferences
{
    private static readonly string[] Home = ["~", "~/", "~\\"];

    /// <summary>What others see in rooms; null takes the login name.</summary>
    public string? User { get; init; }

    /// <summary>Folders shared in rooms when <c>--share</c> names none; null takes <c>~/Shoal</c>.</summary>
    public IReadOnlyList<string>? Shares { get; init; }

    public string UserOrLogin => User is { Length: > 0 } user ? user : Environment.UserName is { Length: > 0 } login ? login : "somebody";

    public IReadOnlyList<string> SharesOrDefault =>
        Shares is { Count: > 0 } shares ? [.. shares.Select(AtHome)] : [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Shoal")];

    /// <summary>What the file says; nothing when there is none.</summary>
    /// <exception cref="CommandFailedException">It is there and cannot be understood.</exception>
    public static Preferences Read(string path)
    {
        if (!File.Exists(path)) return new Preferences();
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ShoalJson.Default.Preferences) ?? new Preferences();
        }
        catch (JsonException fault)
        {
            throw new CommandFailedException($"{path}: {fault.Message.ReplaceLineEndings(" ")} Mend it or delete it.");
        }
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", ShoalJson.Document(this) + "\n");
        File.Move(path + ".new", path, overwrite: true);
    }

    private static string AtHome(string path) => Array.Exists(Home, home => path == home || (home.Length > 1 && path.StartsWith(home, StringComparison.Ordinal)))
        ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..]) : path;
}
