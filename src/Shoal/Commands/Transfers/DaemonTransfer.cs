using Shoal.Core.Primitives;
using Shoal.Web.Client;
using Shoal.Web.Documents;

namespace Shoal.Commands.Transfers;

/// <summary><c>get</c> and <c>seed</c> through a daemon: it gets the torrents and keeps them, the command only watches.</summary>
internal sealed class DaemonTransfer(DaemonClient daemon, ITransferReport report, TimeProvider time)
{
    public const string Stays = "the daemon goes on with it; 'shoal list' shows it, 'shoal remove' ends it.";

    private readonly List<string> _ids = [];

    public IReadOnlyList<string> Ids => _ids;

    /// <summary>Gives the daemon a torrent, and the limits that were asked for.</summary>
    /// <remarks>Not to be stopped half way, for then nobody could say whether the daemon has it; the watching that follows ends at once.</remarks>
    /// <exception cref="CommandFailedException">It has the torrent already, elsewhere.</exception>
    public async Task<TorrentDetails> AddAsync(TorrentSource source, AddRequest request, ChangeRequest limits)
    {
        var row = source.Magnet is { } magnet
            ? await daemon.AddAsync(request with { Link = magnet }, CancellationToken.None).ConfigureAwait(false)
            : await daemon.AddAsync(source.Metainfo, request, CancellationToken.None).ConfigureAwait(false);
        if (row.Directory is { } there && Path.TrimEndingDirectorySeparator(there) != Path.TrimEndingDirectorySeparator(request.Directory!))
            throw TorrentSource.Fault(source.Given, $"the daemon has it already, in {TerminalText.Escape(there)}; move it with 'shoal move', or say --alone.");
        if (limits != new ChangeRequest()) await daemon.ChangeAsync(row.Id, limits, CancellationToken.None).ConfigureAwait(false);
        if (!_ids.Contains(row.Id)) _ids.Add(row.Id);
        var details = await daemon.ShowAsync(row.Id, CancellationToken.None).ConfigureAwait(false);
        report.Added(DaemonSnapshot.Of(details));
        return details;
    }

    /// <summary>Watches until all is here, then, when <paramref name="seeds"/>, until enough was given.</summary>
    /// <param name="isHere">All is here already.</param>
    /// <param name="seeds">Watch how it gives, too.</param>
    /// <param name="ratio">What is enough; null: nothing is.</param>
    /// <param name="cancel">The user has seen enough.</param>
    public async Task<int> WatchAsync(bool isHere, bool seeds, double? ratio, CancellationToken cancel)
    {
        var run = new DaemonRun(daemon, _ids, report, time);
        try
        {
            if (!isHere) await run.CompleteAsync(cancel).ConfigureAwait(false);
            if (seeds && !run.HasFailed) await run.SeedAsync(ratio, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            report.Note(Stays);
            if (!isHere && !run.IsComplete) return ExitCode.Interrupted;
        }
        finally
        {
            report.End();
        }

        return run.HasFailed ? ExitCode.Failure : ExitCode.Ok;
    }
}
