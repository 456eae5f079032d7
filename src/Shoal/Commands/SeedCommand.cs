using System.CommandLine;
using Shoal.Commands.Transfers;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;
using Shoal.Web.Client;
using Shoal.Web.Documents;

namespace Shoal.Commands;

/// <summary><c>shoal seed</c>: gives what is here to others, until it is stopped.</summary>
internal static class SeedCommand
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    public static Command Build(CommandEnvironment environment)
    {
        var paths = new Argument<string[]>("PATH|FILE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A .torrent file whose data is here, or a file or folder to make a torrent of.",
        };
        CommonOptions.RefuseOptions(paths);
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "Folder that holds the data of .torrent files. Default: this one.", DefaultValueFactory = _ => "." };
        var trackers = CommonOptions.Trackers();
        var peers = CommonOptions.Peers();
        var ratio = CommonOptions.Ratio();
        var up = CommonOptions.Bytes("--up", "RATE", "Bytes sent a second at most, such as 500K or 2M. Default: no limit.");
        var listen = CommonOptions.Listen(environment);
        var discovery = new DiscoveryFlags();
        var state = CommonOptions.State();
        var json = CommonOptions.Json();
        var command = new Command("seed", "Give data to others until interrupted; of a path it makes a torrent first and tells its magnet link. With a daemon running it gives them: stopped, this command leaves them to it.")
        {
            paths, data, trackers, peers, ratio, up, listen, state, json,
        };
        discovery.AddTo(command);
        var finder = new DaemonFinder(environment);
        finder.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var request = new Request
            {
                Paths = parsed.GetRequiredValue(paths),
                DataDirectory = Path.GetFullPath(parsed.GetRequiredValue(data)),
                Trackers = parsed.GetValue(trackers) ?? [],
                Peers = parsed.GetValue(peers) ?? [],
                Ratio = parsed.GetValue(ratio),
                StateRoot = parsed.GetValue(state) ?? environment.DefaultStateDirectory,
                Engine = new EngineOptions { UploadLimit = parsed.GetValue(up), Discovery = discovery.Read(parsed, parsed.GetValue(state) ?? environment.DefaultStateDirectory) }.ListeningOn(parsed.GetValue(listen)),
                UpLimit = parsed.GetResult(up) is null ? null : parsed.GetValue(up),
                IsJson = parsed.GetValue(json),
            };
            using var daemon = await finder.FindAsync(parsed, state, listen, discovery, cancel).ConfigureAwait(false);
            return daemon is null
                ? await RunAsync(request, environment, cancel).ConfigureAwait(false)
                : await RunAsync(request, daemon, environment, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(Request request, DaemonClient daemon, CommandEnvironment environment, CancellationToken cancel)
    {
        ITransferReport report = request.IsJson ? new JsonReport(environment.Out) : new TextReport(environment, "shoal seed");
        var transfer = new DaemonTransfer(daemon, report, environment.Time);
        var peers = await PeerNames.ResolveAsync(request.Peers, cancel).ConfigureAwait(false);
        foreach (var path in request.Paths)
        {
            var offer = await PrepareAsync(path, request, environment, report, cancel).ConfigureAwait(false);
            var add = new AddRequest
            {
                Link = "",
                Directory = offer.Directory,
                Trackers = request.Trackers,
                Peers = [.. peers.Select(peer => peer.ToString())],
                IsWhole = offer.IsJustMade,
            };
            var goals = request.Ratio is { } ratio ? new GoalsDocument(ratio, -1, -1) : null;
            var added = await transfer.AddAsync(offer.Source, add, new ChangeRequest { UpLimit = request.UpLimit, Goals = goals }).ConfigureAwait(false);
            await daemon.ResumeAsync(added.Row.Id, cancel).ConfigureAwait(false);   // it may have been paused
            await RequireWholeAsync(
                async () => DaemonSnapshot.Of(await daemon.ShowAsync(added.Row.Id, cancel).ConfigureAwait(false)), offer, report, environment.Time, cancel).ConfigureAwait(false);
            report.Seeding(DaemonSnapshot.Of(await daemon.ShowAsync(added.Row.Id, cancel).ConfigureAwait(false)), MagnetOf(offer.Torrent, request.Trackers));
        }

        return await transfer.WatchAsync(isHere: true, seeds: true, request.Ratio, cancel).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(Request request, CommandEnvironment environment, CancellationToken cancel)
    {
        ITransferReport report = request.IsJson ? new JsonReport(environment.Out) : new TextReport(environment, "shoal seed");
        var offers = new List<Offer>();
        foreach (var path in request.Paths) offers.Add(await PrepareAsync(path, request, environment, report, cancel).ConfigureAwait(false));
        var peers = await PeerNames.ResolveAsync(request.Peers, cancel).ConfigureAwait(false);
        var state = StateFolder.For(request.StateRoot, "seed", offers.Select(offer => offer.Source), request.DataDirectory);

        var engine = await ShoalEngine.StartAsync(request.Engine with { StateDirectory = state.Path }, cancel: cancel).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            report.Listening(engine.ListeningOn);
            var torrents = new List<Torrent>();
            foreach (var offer in offers)
            {
                var add = new AddTorrent
                {
                    Metainfo = offer.Source.Metainfo,
                    Directory = offer.Directory,
                    Trackers = request.Trackers,
                    Peers = peers,
                    AssumeComplete = offer.IsJustMade,
                };
                var torrent = await offer.Source.AddToAsync(engine, add, cancel).ConfigureAwait(false);
                if (torrents.Contains(torrent)) continue;
                torrents.Add(torrent);
                await torrent.ResumeAsync(cancel).ConfigureAwait(false);   // it may be recorded as stopped
                await RequireWholeAsync(() => Task.FromResult(torrent.Snapshot()), offer, report, environment.Time, cancel).ConfigureAwait(false);
                report.Seeding(torrent.Snapshot(), MagnetOf(offer.Torrent, request.Trackers));
            }

            var run = new TransferRun(torrents, report, environment.Time);
            try
            {
                await run.SeedAsync(request.Ratio, cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // Being stopped is how seeding ends.
            }
            finally
            {
                report.End();
            }

            return run.HasFailed ? ExitCode.Failure : ExitCode.Ok;
        }
    }

    private static async Task<Offer> PrepareAsync(
        string path, Request request, CommandEnvironment environment, ITransferReport report, CancellationToken cancel)
    {
        if (path.EndsWith(".torrent", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path))
        {
            var source = new TorrentSource(path, await TorrentSource.ReadFileAsync(path, cancel).ConfigureAwait(false), null);
            return new Offer(source, source.ReadMetainfo(), request.DataDirectory, IsJustMade: false);
        }

        using var progress = new HashingReport(environment, "hashing", request.IsJson);
        var create = new CreateTorrent
        {
            Path = path,
            Options = new MetainfoOptions { Trackers = [.. request.Trackers.Select(url => (IReadOnlyList<string>)[url])] },
        };
        var created = await TorrentMaker.CreateAsync(create, progress, cancel).ConfigureAwait(false);
        foreach (var note in created.Notes) report.Note(TerminalText.Escape(note));
        var directory = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))!;
        return new Offer(new TorrentSource(path, created.TorrentFile, null), created.Metainfo, directory, IsJustMade: true);
    }

    // A torrent whose data is not all here would silently become a download.
    private static async Task RequireWholeAsync(Func<Task<TorrentSnapshot>> look, Offer offer, ITransferReport report, TimeProvider time, CancellationToken cancel)
    {
        var snapshot = await look().ConfigureAwait(false);
        for (var told = time.GetTimestamp(); IsUndecided(snapshot.State); snapshot = await look().ConfigureAwait(false))
        {
            await Task.Delay(LookPeriod, time, cancel).ConfigureAwait(false);
            if (time.GetElapsedTime(told) < report.Period) continue;
            report.Progress([snapshot]);
            told = time.GetTimestamp();
        }

        if (snapshot.State == TorrentState.Failed) throw TorrentSource.Fault(offer.Source.Given, TerminalText.Escape(snapshot.Error ?? "stopped"));
        if (snapshot.IsComplete) return;   // it may have to wait for its turn
        report.End();
        throw TorrentSource.Fault(
            offer.Source.Given,
            $"its data is not whole in {TerminalText.Escape(offer.Directory)} ({snapshot.PiecesDone} of {snapshot.PieceCount} pieces); " +
            "name its folder with --data, or fetch the rest with 'shoal get'.");
    }

    private static bool IsUndecided(TorrentState state) => state is TorrentState.Paused or TorrentState.FetchingMetadata or TorrentState.Checking;

    private static string MagnetOf(TorrentMetainfo torrent, IReadOnlyList<string> trackers)
    {
        var link = MagnetLink.Of(torrent);
        return (link with { Trackers = [.. link.Trackers.Union(trackers)] }).ToString();
    }

    /// <param name="Source">The .torrent.</param>
    /// <param name="Torrent">What it says.</param>
    /// <param name="Directory">Where its data is.</param>
    /// <param name="IsJustMade">Of the data as it is: nothing to check.</param>
    private sealed record Offer(TorrentSource Source, TorrentMetainfo Torrent, string Directory, bool IsJustMade);

    private sealed record Request
    {
        public required IReadOnlyList<string> Paths { get; init; }
        public required string DataDirectory { get; init; }
        public required IReadOnlyList<string> Trackers { get; init; }
        public required IReadOnlyList<HostPort> Peers { get; init; }
        public required double? Ratio { get; init; }
        public required long? UpLimit { get; init; }
        public required string StateRoot { get; init; }
        public required EngineOptions Engine { get; init; }
        public required bool IsJson { get; init; }
    }
}
