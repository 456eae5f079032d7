namespace Shoal.Core.Torrents;

/// <summary>Why we closed a connection.</summary>
public enum DropReason { Unresponsive, SentCorruptData, BothSeeds, TooManyPeers, ProtocolError, Flooding, TorrentStopped }
