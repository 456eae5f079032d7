using Microsoft.Extensions.Logging;

namespace Shoal.Tracker;

/// <summary>Every message of the tracker; ids are for ever. None is written for a request: those are counted.</summary>
internal static partial class TrackerLog
{
    [LoggerMessage(7001, LogLevel.Information, "The lists were read again")]
    public static partial void RulesRead(this ILogger logger);

    [LoggerMessage(7002, LogLevel.Warning, "The lists stay as they were: {Reason}")]
    public static partial void RulesUnreadable(this ILogger logger, string reason);

    [LoggerMessage(7003, LogLevel.Information, "Settings were read again")]
    public static partial void SettingsRead(this ILogger logger);

    [LoggerMessage(7004, LogLevel.Warning, "State was not saved: {Reason}")]
    public static partial void StateNotSaved(this ILogger logger, string reason);

    [LoggerMessage(7005, LogLevel.Information, "State was read: {Swarms} swarms, {Peers} peers")]
    public static partial void StateRead(this ILogger logger, int swarms, int peers);

    [LoggerMessage(7006, LogLevel.Warning, "State was set aside, it is damaged: {Reason}")]
    public static partial void StateDamaged(this ILogger logger, string reason);

    [LoggerMessage(7007, LogLevel.Warning, "Redis at {Server} is lost; going on alone: {Reason}")]
    public static partial void RedisLost(this ILogger logger, string server, string reason);

    [LoggerMessage(7008, LogLevel.Information, "Redis at {Server} is there")]
    public static partial void RedisFound(this ILogger logger, string server);

    [LoggerMessage(7009, LogLevel.Information, "Sockets and swarms go to the tracker that takes over")]
    public static partial void HandedOver(this ILogger logger);

    [LoggerMessage(7010, LogLevel.Information, "Sockets and swarms were taken over")]
    public static partial void TakenOver(this ILogger logger);

    [LoggerMessage(7011, LogLevel.Warning, "The certificate stays as it was: {Reason}")]
    public static partial void CertificateUnreadable(this ILogger logger, string reason);

    [LoggerMessage(7012, LogLevel.Information, "{Address} was banned by the admin API")]
    public static partial void AddressBanned(this ILogger logger, string address);

    [LoggerMessage(7013, LogLevel.Error, "An answer failed: {Reason}")]
    public static partial void AnswerFailed(this ILogger logger, string reason);
}
