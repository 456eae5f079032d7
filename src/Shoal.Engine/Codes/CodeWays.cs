using System.Net;

namespace Shoal.Engine.Codes;

/// <summary>How the other side of a code is looked for, besides what the engine has on.</summary>
/// <param name="Trackers">URLs.</param>
/// <param name="Peers">Addresses that the user or a link named.</param>
internal sealed record CodeWays(IReadOnlyList<string> Trackers, IReadOnlyList<IPEndPoint> Peers);
