using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>A tracker as it last answered.</summary>
/// <param name="Url">As the torrent has it.</param>
/// <param name="Tier">0 is asked first (BEP 12).</param>
/// <param name="Status">In one line; may hold a stranger's text.</param>
/// <param name="Seeds">What it counted.</param>
/// <param name="Leechers">What it counted.</param>
public sealed record TrackerRow(string Url, int Tier, string Status, int? Seeds, int? Leechers)
{
    internal static TrackerRow Of(TrackerSnapshot tracker) => new(tracker.Url, tracker.Tier, tracker.Status, tracker.Seeds, tracker.Leechers);
}
