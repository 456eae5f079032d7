using System.CommandLine;
using System.Net;
using Shoal.Commands.Rooms;
using Shoal.Commands.Transfers;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;

namespace Shoal.Commands;

/// <summary><c>shoal get</c>: downloads torrents and ends when all is here and verified.</summary>
internal static class GetCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var sources = new Argument<string[]>("FILE|MAGNET|URL|NAME")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A .torrent file, a magnet link, the web address of a .torrent file; or the name of a file that somebody in a room shares.",
        };
        CommonOptions.RefuseOptions(sources);
        var output = new Option<string>("--output", "-o")
        {
            HelpName = "DIR", Description = "Folder to put the files in. Default: this one; for a file of a room the shared folder.", DefaultValueFactory = _ => ".",
        };
        var peers = CommonOptions.Peers();
        var webSeeds = CommonOptions.WebSeeds();
        var files = new Option<string[]>("--files")
        {
            HelpName = "GLOB", Description = "Only files whose path matches, such as '*.iso' or 'disc1/*'; may be given several times.",
        };
        var sequential = new Option<bool>("--sequential") { Description = "Get the pieces in order instead of rarest first." };
        var seed = new Option<bool>("--seed") { Description = "Go on giving to others when complete, until interrupted or --ratio is reached." };
        var ratio = CommonOptions.Ratio();
        var down = CommonOptions.Bytes("--down", "RATE", "Bytes received a second at most, such as 500K or 2M. Default: no limit.");
        var up = CommonOptions.Bytes("--up", "RATE", "Bytes sent a second at most. Default: no limit.");
        var listen = CommonOptions.Listen(environment);
        var discovery = new DiscoveryFlags();
        var state = CommonOptions.State();
        var json = CommonOptions.Json();
        var room = new RoomFlags(environment);
        var command = new Command("get", "Download torrents, or a file of a room; run again, it goes on where it was. With a daemon running it gets torrents: stopped, this command leaves them to it, and once they are complete it goes on giving to others as its settings say.")
        {
            sources, output, peers, webSeeds, files, sequential, seed, ratio, down, up, listen, state, json,
        };
        discovery.AddTo(command);
        room.AddRoomTo(command);
        var finder = new DaemonFinder(environment);
        finder.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetRequiredValue(sources) is [var name] && RoomGet.IsName(name))
            {
                return await RoomGet.RunAsync(
                    environment,
                    room.RoomOf(parsed, null, [], parsed.GetValue(state) ?? environment.DefaultStateDirectory),
                    new EngineOptions { DownloadLimit = parsed.GetValue(down), UploadLimit = parsed.GetValue(up), Discovery = discovery.Read(parsed, parsed.GetValue(state) ?? environment.DefaultStateDirectory) }
                        .ListeningOn(parsed.GetValue(listen)),
                    new RoomGet.Wish(name, parsed.GetResult(output) is { Implicit: false } ? parsed.GetRequiredValue(output) : null, parsed.GetValue(peers) ?? [], parsed.GetValue(json)),
                    cancel).ConfigureAwait(false);
            }

            ITransferReport report = parsed.GetValue(json) ? new JsonReport(environment.Out) : new TextReport(environment, "shoal get");
            var request = new Request
            {
                Sources = parsed.GetRequiredValue(sources),
                Directory = parsed.GetRequiredValue(output),
                Peers = parsed.GetValue(peers) ?? [],
                WebSeeds = parsed.GetValue(webSeeds) ?? [],
                Files = parsed.GetValue(files) ?? [],
                IsSequential = parsed.GetValue(sequential),
                Seeds = parsed.GetValue(seed) || parsed.GetValue(ratio) is not null,
                Ratio = parsed.GetValue(ratio),
                DownLimit = parsed.GetResult(down) is null ? null : parsed.GetValue(down),
                UpLimit = parsed.GetResult(up) is null ? null : parsed.GetValue(up),
                StateRoot = parsed.GetValue(state) ?? environment.DefaultStateDirectory,
                Engine = new EngineOptions { DownloadLimit = parsed.GetValue(down), UploadLimit = parsed.GetValue(up), Discovery = discovery.Read(parsed, parsed.GetValue(state) ?? environment.DefaultStateDirectory) }
                    .ListeningOn(parsed.GetValue(listen)),
            };
            using var daemon = await finder.FindAsync(parsed, state, listen, discovery, cancel).ConfigureAwait(false);
            return daemon is null
                ? await RunAsync(request, report, environment.Time, cancel).ConfigureAwait(false)
                : await RunAsync(request, new DaemonTransfer(daemon, report, environment.Time), cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(Request request, DaemonTransfer transfer, CancellationToken cancel)
    {
        var sources = await ReadAsync(request, cancel).ConfigureAwait(false);
        var peers = await PeerNames.ResolveAsync(request.Peers, cancel).ConfigureAwait(false);
        var goals = request.Ratio is { } ratio ? new GoalsDocument(ratio, -1, -1) : null;
        foreach (var source in sources)
        {
            var add = new AddRequest
            {
                Link = "",
                Directory = Path.GetFullPath(request.Directory),
                Peers = [.. peers.Select(peer => peer.ToString())],
                WebSeeds = request.WebSeeds,
                Only = request.Files,
                IsSequential = request.IsSequential,
            };
            await transfer.AddAsync(source, add, new ChangeRequest { DownLimit = request.DownLimit, UpLimit = request.UpLimit, Goals = goals }).ConfigureAwait(false);
        }

        return await transfer.WatchAsync(isHere: false, request.Seeds, request.Ratio, cancel).ConfigureAwait(false);
    }

    // What is no torrent is told before anything is opened or listened on.
    private static async Task<List<TorrentSource>> ReadAsync(Request request, CancellationToken cancel)
    {
        var sources = new List<TorrentSource>();
        foreach (var given in request.Sources) sources.Add(await TorrentSource.OpenAsync(given, cancel).ConfigureAwait(false));
        var known = new List<TorrentMetainfo>();
        foreach (var source in sources)
        {
            if (source.Magnet is null) known.Add(source.ReadMetainfo());
            else source.ReadMagnet();
        }

        if (known.Count == sources.Count) RequireMatch(known, request.Files);
        return sources;
    }

    private static async Task<int> RunAsync(Request request, ITransferReport report, TimeProvider time, CancellationToken cancel)
    {
        var sources = await ReadAsync(request, cancel).ConfigureAwait(false);
        var peers = await PeerNames.ResolveAsync(request.Peers, cancel).ConfigureAwait(false);
        var state = StateFolder.For(request.StateRoot, "get", sources, request.Directory);

        var engine = await ShoalEngine.StartAsync(request.Engine with { StateDirectory = state.Path }, cancel: cancel).ConfigureAwait(false);
        bool isComplete;
        await using (engine.ConfigureAwait(false))
        {
            report.Listening(engine.ListeningOn);
            var torrents = await AddAsync(engine, sources, request, peers, cancel).ConfigureAwait(false);
            foreach (var torrent in torrents) report.Added(torrent.Snapshot());
            var run = new TransferRun(torrents, report, time);
            try
            {
                await run.CompleteAsync(cancel).ConfigureAwait(false);
                RequireMatch(torrents.Select(torrent => torrent.Metainfo), request.Files);
                if (request.Seeds && !run.HasFailed) await run.SeedAsync(request.Ratio, cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                if (!torrents.All(torrent => torrent.Snapshot().IsComplete))
                {
                    report.Note("stopped; run the same command again to go on.");
                    return ExitCode.Interrupted;
                }
            }
            finally
            {
                report.End();
            }

            isComplete = !run.HasFailed;
        }

        if (isComplete && !request.Seeds) state.Delete();
        return isComplete ? ExitCode.Ok : ExitCode.Failure;
    }

    private static async Task<IReadOnlyList<Torrent>> AddAsync(
        ShoalEngine engine, List<TorrentSource> sources, Request request, IReadOnlyList<IPEndPoint> peers, CancellationToken cancel)
    {
        var recorded = engine.Torrents;
        var torrents = new List<Torrent>();
        foreach (var source in sources)
        {
            var wants = request.Files.Count == 0 ? null : Matching(request.Files);
            var add = new AddTorrent
            {
                Metainfo = source.Metainfo,
                Magnet = source.Magnet,
                Directory = Path.GetFullPath(request.Directory),
                Peers = peers,
                Wants = wants,
                Sequential = request.IsSequential,
            };
            var torrent = await source.AddToAsync(engine, add, cancel).ConfigureAwait(false);
            if (torrents.Contains(torrent)) continue;
            torrents.Add(torrent);
            foreach (var url in request.WebSeeds) torrent.AddWebSeed(url);
            if (recorded.Contains(torrent)) await ChooseAnewAsync(torrent, source, wants, request.IsSequential, cancel).ConfigureAwait(false);
        }

        return torrents;
    }

    private static Func<TorrentFile, bool> Matching(IReadOnlyList<string> globs)
    {
        var filter = new TorrentFileFilter(globs, ignoresCase: true);
        return file => filter.Matches(file);
    }

    // What an earlier run asked for is recorded; this one may ask for something else.
    private static async Task ChooseAnewAsync(
        Torrent torrent, TorrentSource source, Func<TorrentFile, bool>? wants, bool isSequential, CancellationToken cancel)
    {
        var link = source.Magnet is null ? null : source.ReadMagnet();
        await torrent.SelectFilesAsync(wants ?? (file => link?.Selects(file.Index) ?? true), cancel).ConfigureAwait(false);
        torrent.SetSequential(isSequential);
        await torrent.ResumeAsync(cancel).ConfigureAwait(false);
    }

    // For a magnet link this can only be known once its metadata is here.
    private static void RequireMatch(IEnumerable<TorrentMetainfo?> torrents, IReadOnlyList<string> globs)
    {
        var known = torrents.OfType<TorrentMetainfo>().ToList();
        if (globs.Count == 0 || known.Count == 0) return;
        foreach (var glob in globs)
        {
            var filter = new TorrentFileFilter([glob], ignoresCase: true);
            if (known.TrueForAll(torrent => filter.Select(torrent).Count == 0))
                throw new CommandFailedException($"--files '{TerminalText.Escape(glob)}' matches no file; 'shoal show' lists them.");
        }
    }

    private sealed record Request
    {
        public required IReadOnlyList<string> Sources { get; init; }
        public required string Directory { get; init; }
        public required IReadOnlyList<HostPort> Peers { get; init; }
        public required IReadOnlyList<string> WebSeeds { get; init; }
        public required IReadOnlyList<string> Files { get; init; }
        public required bool IsSequential { get; init; }
        public required bool Seeds { get; init; }
        public required double? Ratio { get; init; }
        public required long? DownLimit { get; init; }
        public required long? UpLimit { get; init; }
        public required string StateRoot { get; init; }
        public required EngineOptions Engine { get; init; }
    }
}
