namespace Shoal.Core.Queueing;

/// <summary>Who may run and who waits.</summary>
/// <remarks>
/// Forced torrents run whatever the limits say, and take the places of others. Then downloads in their order, then seeds in theirs.
/// A slow torrent takes no place among its own kind, so that those nobody has anything for do not stop the rest; among all it
/// does, so that there is an end to them.
/// </remarks>
public static class QueueRules
{
    /// <param name="inOrder">All that want to run, first in the queue first.</param>
    /// <param name="options">The limits.</param>
    /// <param name="mayRun">Gets the answer of each; as long as <paramref name="inOrder"/>.</param>
    /// <returns>How many more downloads could run.</returns>
    public static int Decide(ReadOnlySpan<QueueCandidate> inOrder, QueueOptions options, Span<bool> mayRun)
    {
        var places = new Places(options);
        for (var i = 0; i < inOrder.Length; i++)
        {
            mayRun[i] = inOrder[i].IsForced;
            if (mayRun[i]) places.Take(inOrder[i]);
        }

        foreach (var isSeed in (ReadOnlySpan<bool>)[false, true])
        {
            for (var i = 0; i < inOrder.Length; i++)
            {
                if (inOrder[i].IsForced || inOrder[i].IsSeed != isSeed || !places.Has(inOrder[i])) continue;
                places.Take(inOrder[i]);
                mayRun[i] = true;
            }
        }

        return places.ForDownloads;
    }

    // What is left of each limit; below zero once forced torrents took more than there was.
    private struct Places(QueueOptions options)
    {
        private int _downloads = OrEndless(options.Downloads), _seeds = OrEndless(options.Seeds), _total = OrEndless(options.Total);

        public readonly int ForDownloads => Math.Max(0, Math.Min(_downloads, _total));

        public readonly bool Has(in QueueCandidate torrent) => _total > 0 && (torrent.IsSlow || (torrent.IsSeed ? _seeds : _downloads) > 0);

        public void Take(in QueueCandidate torrent)
        {
            _total--;
            if (torrent.IsSlow) return;
            if (torrent.IsSeed) _seeds--;
            else _downloads--;
        }

        private static int OrEndless(int limit) => limit == 0 ? int.MaxValue : limit;
    }
}
