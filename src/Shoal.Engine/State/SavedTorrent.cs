using Shoal.Core.Primitives;

namespace Shoal.Engine.State;

/// <summary>A torrent found in the state folder.</summary>
/// <param name="Record">What was remembered.</param>
/// <param name="HasTorrent">Its .torrent file is there; without it and without a magnet nothing can be done with it.</param>
internal sealed record SavedTorrent(ResumeRecord Record, bool HasTorrent)
{
    public InfoHash InfoHash => Record.InfoHashes.Primary;
}
