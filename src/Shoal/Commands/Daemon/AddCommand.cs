using System.CommandLine;
using Shoal.Commands.Transfers;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Web.Client;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal add</c>: gives torrents to the daemon and ends; the daemon goes on.</summary>
internal static class AddCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var sources = new Argument<string[]>("FILE|MAGNET|URL")
        {
            Arity = ArgumentArity.OneOrMore, Description = "A .torrent file, a magnet link, or the web address of a .torrent file.",
        };
        CommonOptions.RefuseOptions(sources);
        var output = new Option<string?>("--output", "-o") { HelpName = "DIR", Description = "Folder to put the files in. Default: the daemon's download folder." };
        var sequential = new Option<bool>("--sequential") { Description = "Get the pieces in order instead of rarest first." };
        var paused = new Option<bool>("--paused") { Description = "Do not start yet." };
        var labels = new Option<string[]>("--label") { HelpName = "LABEL", Description = "A word to find them by; may be given several times." };
        var verb = new DaemonVerb(environment);
        var command = new Command("add", "Give torrents to the running daemon.") { sources, output, sequential, paused, labels };
        return verb.With(command, async (daemon, parsed, cancel) =>
        {
            var directory = parsed.GetValue(output) is { } folder ? Path.GetFullPath(folder) : null;
            foreach (var source in parsed.GetRequiredValue(sources))
            {
                var request = new AddRequest
                {
                    Link = source,
                    Directory = directory,
                    IsSequential = parsed.GetValue(sequential),
                    IsPaused = parsed.GetValue(paused),
                    Labels = parsed.GetValue(labels),
                };
                var added = await AddAsync(daemon, request, cancel).ConfigureAwait(false);
                environment.Out.WriteLine(parsed.GetValue(verb.Json) ? ShoalJson.Line(added) : $"{added.Id[..8]}  {TerminalText.Escape(added.Name)}");
            }
        });
    }

    // The daemon may run elsewhere and as somebody else: a file of this user is read here.
    private static async Task<TorrentRow> AddAsync(DaemonClient daemon, AddRequest request, CancellationToken cancel)
    {
        var isLink = MagnetLink.LooksLikeOne(request.Link) || request.Link.Contains("://", StringComparison.Ordinal);
        if (isLink) return await daemon.AddAsync(request, cancel).ConfigureAwait(false);
        var source = new TorrentSource(request.Link, await TorrentSource.ReadFileAsync(request.Link, cancel).ConfigureAwait(false), null);
        source.ReadMetainfo();
        return await daemon.AddAsync(source.Metainfo, request, cancel).ConfigureAwait(false);
    }
}
