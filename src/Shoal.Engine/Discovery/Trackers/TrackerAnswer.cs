using System.Net;
using Shoal.Core.Trackers;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>A reply and who gave it.</summary>
/// <param name="Reply">As the tracker said it.</param>
/// <param name="Source">The address that really answered: judges the peers in the reply.</param>
internal readonly record struct TrackerAnswer(AnnounceReply Reply, IPAddress Source);
