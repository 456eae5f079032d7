using Microsoft.Extensions.Logging;

namespace Shoal.Web.Logs;

/// <summary>Levels by the names that people and programs use.</summary>
public static class LogLevels
{
    private static readonly string[] Names = ["trace", "debug", "info", "warning", "error", "critical"];

    public static string NameOf(LogLevel level) => Names[(int)level];

    /// <summary>The level of a name; <see cref="LogLevel.None"/> when it is none.</summary>
    public static LogLevel Read(string name) => Array.IndexOf(Names, name) is >= 0 and var level ? (LogLevel)level : LogLevel.None;
}
