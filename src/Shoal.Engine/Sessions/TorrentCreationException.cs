namespace Shoal.Engine.Sessions;

/// <summary>A torrent cannot be made of this; the message is one line that says what is wrong and whose move it is.</summary>
public sealed class TorrentCreationException(string message) : IOException(message);
