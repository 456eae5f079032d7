using System.CommandLine;
using Shoal.Core.Primitives;
using Shoal.Web.Client;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary>Torrents as people name them to a daemon: the first digits of the info-hash, part of the name, or "all".</summary>
internal static class TorrentWords
{
    public static Argument<string[]> Argument()
    {
        var argument = new Argument<string[]>("TORRENT")
        {
            Arity = ArgumentArity.OneOrMore, Description = "The first digits of its id, a part of its name that no other has, or 'all'.",
        };
        CommonOptions.RefuseOptions(argument);
        return argument;
    }

    /// <exception cref="CommandFailedException">A word means none, or several.</exception>
    public static async Task<IReadOnlyList<TorrentRow>> FindAsync(DaemonClient daemon, IReadOnlyList<string> words, CancellationToken cancel)
    {
        var all = await daemon.ListAsync(cancel).ConfigureAwait(false);
        if (words is ["all"]) return all;
        return [.. words.Select(word => Find(all, word)).DistinctBy(row => row.Id)];
    }

    internal static TorrentRow Find(IReadOnlyList<TorrentRow> all, string word)
    {
        var found = all.Where(row => row.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count == 0) found = [.. all.Where(row => row.Name.Equals(word, StringComparison.OrdinalIgnoreCase))];
        if (found.Count == 0) found = [.. all.Where(row => row.Name.Contains(word, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one,
            [] => throw new CommandFailedException($"'{TerminalText.Escape(word)}' is no torrent of the daemon; 'shoal list' shows them."),
            _ => throw new CommandFailedException($"'{TerminalText.Escape(word)}' means {found.Count} torrents; give more of the name, or the id that 'shoal list' shows."),
        };
    }
}
