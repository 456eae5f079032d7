namespace Shoal.Engine.Sessions;

/// <summary>A file of a torrent cannot be read now, or not any more; the message is one line for people.</summary>
public sealed class TorrentReadException(string message) : IOException(message);
