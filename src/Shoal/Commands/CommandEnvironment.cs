using System.Text;
using Shoal.Terminal;

namespace Shoal.Commands;

/// <summary>What a command sees of the process around it. Tests bring their own.</summary>
internal sealed record CommandEnvironment
{
    /// <summary>What was asked for: results, JSON.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>What is told beside it: progress, errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Where answers and secrets come from that nobody should type as an argument.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Reads a key as it is pressed; null where nobody types.</summary>
    public Func<ConsoleKeyInfo>? ReadKey { get; init; }

    /// <summary>Standard input and output as bytes: pipes.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;
    public Func<Stream> OpenOutput { get; init; } = () => Stream.Null;

    /// <summary>A person watches <see cref="Error"/>: lines may be repainted.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Colours are welcome: a terminal, and NO_COLOR is not set.</summary>
    public bool UseColor { get; init; }

    /// <summary>Columns of the terminal now; it may be resized.</summary>
    public Func<int> Width { get; init; } = () => 80;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where state is kept when <c>--state</c> says nothing else.</summary>
    public required string DefaultStateDirectory { get; init; }

    /// <summary>Where peers may connect when <c>--listen</c> says nothing: <c>SHOAL_LISTEN</c>.</summary>
    public string? DefaultListen { get; init; }

    /// <summary>Tracker for codes when <c>--tracker</c> says nothing: <c>SHOAL_TRACKER</c>.</summary>
    public string? DefaultTracker { get; init; }

    /// <summary>What is remembered about the user: see <see cref="Rooms.Preferences"/>.</summary>
    public string ConfigFile { get => field ?? Path.Combine(DefaultStateDirectory, "config.json"); init; }

    /// <summary>Password of a room where it is not asked for: <c>SHOAL_ROOM_PASSWORD</c>.</summary>
    public string? RoomPassword { get; init; }

    public static CommandEnvironment OfProcess()
    {
        var isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        if (OperatingSystem.IsWindows()) isTerminal = !Console.IsErrorRedirected;
        return new CommandEnvironment
        {
            Out = Utf8(Console.OpenStandardOutput()),
            Error = Utf8(Console.OpenStandardError()),
            In = Console.In,
            ReadKey = isTerminal && !Console.IsInputRedirected ? () => Console.ReadKey(intercept: true) : null,
            OpenInput = Console.OpenStandardInput,
            OpenOutput = Console.OpenStandardOutput,
            DefaultTracker = Environment.GetEnvironmentVariable("SHOAL_TRACKER"),
            ErrorIsTerminal = isTerminal,
            UseColor = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = TerminalSize.Columns,
            DefaultStateDirectory = StateDirectory(),
            ConfigFile = ConfigPath(),
            RoomPassword = Environment.GetEnvironmentVariable("SHOAL_ROOM_PASSWORD"),
            DefaultListen = Environment.GetEnvironmentVariable("SHOAL_LISTEN"),
        };
    }

    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(false), 4_096) { AutoFlush = true };

    /// <summary>The XDG base directory for configuration on Unix, the roaming application data on Windows.</summary>
    private static string ConfigPath()
    {
        const string Name = "config.json";
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "Shoal", Name);
        if (Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config && Path.IsPathRooted(config))
            return Path.Combine(config, "shoal", Name);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(home is "" ? Path.GetTempPath() : home, ".config", "shoal", Name);
    }

    /// <summary>The XDG base directory for state on Unix, the local application data on Windows.</summary>
    private static string StateDirectory()
    {
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Shoal");
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state))
            return Path.Combine(state, "shoal");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(home is "" ? Path.GetTempPath() : home, ".local", "state", "shoal");
    }
}
