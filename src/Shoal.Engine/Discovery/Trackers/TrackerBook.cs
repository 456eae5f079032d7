using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>The trackers of one torrent: those that can be asked, in chains, and what each last said. Not safe for threads.</summary>
internal sealed class TrackerBook
{
    /// <summary>Most trackers of one torrent; more are not looked at.</summary>
    public const int MaxTrackers = 200;

    private readonly List<TrackerSnapshot> _unusable = [];
    private readonly Dictionary<TrackerEntry, TrackerNotes> _notes = [];

    /// <param name="tiers">URLs as the torrent has them.</param>
    /// <param name="isPrivate">One chain of all tiers (BEP 27); else one chain a tier, so that one of each is kept told.</param>
    /// <param name="random">For shuffles and jitter.</param>
    public TrackerBook(IReadOnlyList<IReadOnlyList<string>> tiers, bool isPrivate, Random random)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<TrackerEntry>();
        for (var tier = 0; tier < tiers.Count; tier++)
        {
            foreach (var text in tiers[tier])
            {
                if (seen.Count == MaxTrackers || !seen.Add(text)) continue;
                if (TrackerUrl.TryParse(text, out var url)) entries.Add(new TrackerEntry(url, tier));
                else _unusable.Add(new TrackerSnapshot(text, tier, "not a tracker's address", null, null));
            }
        }

        foreach (var entry in entries) _notes[entry] = new TrackerNotes();
        Chains = [.. entries.GroupBy(e => isPrivate ? 0 : e.Tier).Select(chain => new TrackerChain(chain, random))];
    }

    public IReadOnlyList<TrackerChain> Chains { get; }

    public TrackerNotes NotesOf(TrackerEntry tracker) => _notes[tracker];

    /// <summary>Every tracker, tier by tier, in the order they will be tried.</summary>
    public IReadOnlyList<TrackerSnapshot> Snapshot() =>
    [
        .. Chains.SelectMany(chain => chain.Trackers)
            .Select(t => (Tracker: t, Notes: _notes[t]))
            .Select(x => new TrackerSnapshot(x.Tracker.Url.Text, x.Tracker.Tier, x.Notes.Status, x.Notes.Seeds, x.Notes.Leechers))
            .Concat(_unusable)
            .OrderBy(s => s.Tier),
    ];

    /// <summary>Takes out where we are listed: what "stopped" has to be said to. Nobody knows us after that.</summary>
    public IReadOnlyList<(TrackerEntry Tracker, InfoHash Hash, IReadOnlyList<IPAddress> Way)> TakeListings()
    {
        var listings = _notes.SelectMany(n => n.Value.Listings.Select(l => (n.Key, l.Key.Hash, l.Value))).ToList();
        foreach (var notes in _notes.Values) notes.Listings.Clear();
        return listings;
    }
}
