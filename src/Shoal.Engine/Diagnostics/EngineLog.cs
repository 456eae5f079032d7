using System.Net;
using Microsoft.Extensions.Logging;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Diagnostics;

/// <summary>Lines that peers, torrents and sessions log; ids are for ever (1000 to 1999).</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1001, LogLevel.Debug, "Peer {Address} of {InfoHash} left: {Reason}")]
    public static partial void PeerLeft(this ILogger logger, IPEndPoint address, InfoHashes infoHash, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "A connection could not be accepted: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, string reason);

    [LoggerMessage(1003, LogLevel.Debug, "Dialling {Address} for {InfoHash} failed: {Reason}")]
    public static partial void DialFailed(this ILogger logger, IPEndPoint address, InfoHashes infoHash, string reason);

    [LoggerMessage(1004, LogLevel.Error, "Torrent {InfoHash} stopped: {Reason}")]
    public static partial void TorrentFailed(this ILogger logger, InfoHashes infoHash, string reason);

    [LoggerMessage(1005, LogLevel.Critical, "Torrent {InfoHash} stopped by a fault of Shoal itself")]
    public static partial void TorrentBroke(this ILogger logger, InfoHashes infoHash, Exception fault);

    [LoggerMessage(1007, LogLevel.Error, "State was not saved and is tried again: {Reason}")]
    public static partial void StateNotSaved(this ILogger logger, string reason);

    [LoggerMessage(1008, LogLevel.Error, "Torrent {Name} ({InfoHash}) is recorded, but neither its metadata nor a magnet link is; add it again")]
    public static partial void TorrentNotRestored(this ILogger logger, string name, InfoHash infoHash);

    [LoggerMessage(1006, LogLevel.Information, "Peer {Address} of {InfoHash} banned: {Reason}")]
    public static partial void PeerBanned(this ILogger logger, IPAddress address, InfoHashes infoHash, string reason);
}
