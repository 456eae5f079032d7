namespace Shoal.Core.Torrents;

/// <summary>Names one connection inside one torrent; not the 20-byte peer id of BEP 3. Never used again after the peer left.</summary>
public readonly record struct PeerHandle(int Value);
