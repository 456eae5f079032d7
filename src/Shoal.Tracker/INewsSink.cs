using Shoal.Core.Swarms;

namespace Shoal.Tracker;

/// <summary>Hears of what changed in the swarms. Called by every thread that answers: must not wait.</summary>
internal interface INewsSink
{
    /// <param name="announce">What was said.</param>
    /// <param name="address">4 or 16 bytes.</param>
    /// <param name="port">Where the peer listens.</param>
    /// <param name="news">What it changed.</param>
    void Tell(in SwarmAnnounce announce, ReadOnlySpan<byte> address, int port, SwarmNews news);
}
