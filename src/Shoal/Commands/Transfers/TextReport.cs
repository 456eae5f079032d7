using Shoal.Core.Primitives;
using System.Net;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Transfers;

/// <summary>Tells a person: results on standard output, the rest on standard error, repainted in place on a terminal.</summary>
/// <param name="environment">Where to write.</param>
/// <param name="verb">Stands before each line of a log, as in other programs.</param>
internal sealed class TextReport(CommandEnvironment environment, string verb) : ITransferReport
{
    private readonly Painter? _painter = environment.ErrorIsTerminal ? new Painter(environment.Error, environment.Width) : null;

    private long _told = environment.Time.GetTimestamp();

    /// <summary>A terminal is repainted twice a second; a log gets a line every ten seconds.</summary>
    public TimeSpan Period => _painter is null ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(0.5);

    public void Listening(IReadOnlyList<IPEndPoint> addresses)
    {
        if (addresses.Count > 0) Note("peers may connect to " + string.Join(" and ", addresses));
    }

    public void Added(TorrentSnapshot torrent)
    {
    }

    public void Seeding(TorrentSnapshot torrent, string magnet)
    {
        _painter?.Clear();
        environment.Out.WriteLine($"Seeding {Name(torrent)}, {ByteCount.Show(torrent.TotalBytes)}");
        environment.Out.WriteLine(magnet);
    }

    public void Progress(IReadOnlyList<TorrentSnapshot> torrents)
    {
        if (_painter is not null)
        {
            // The last column stays free: a terminal that wraps there would scroll.
            _painter.Paint(ProgressView.Lines(torrents, environment.Width() - 1));
            return;
        }

        if (environment.Time.GetElapsedTime(_told) < Period) return;
        _told = environment.Time.GetTimestamp();
        foreach (var torrent in torrents)
        {
            if (torrent.State is not (TorrentState.Seeding or TorrentState.Failed)) Note(Name(torrent) + ":" + ProgressView.Status(torrent, 100));
        }
    }

    public void Completed(TorrentSnapshot torrent, TimeSpan taken)
    {
        var place = torrent.Directory is null ? "" : ", in " + TerminalText.Escape(torrent.Directory);
        _painter?.Clear();
        environment.Out.WriteLine(
            $"Complete: {Name(torrent)}, {ByteCount.Show(torrent.WantedBytes)} verified, {Duration.Show(taken)}{place}");
    }

    public void Failed(TorrentSnapshot torrent, string why) => Note($"{Name(torrent)}: {why}");

    public void Note(string text)
    {
        if (_painter is null) environment.Error.WriteLine($"{verb}: {text}");
        else _painter.Print($"{verb}: {text}");
    }

    public void End() => _painter?.Clear();

    private static string Name(TorrentSnapshot torrent) => TerminalText.Escape(torrent.Name);
}
