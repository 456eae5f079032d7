using System.Net;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Transfers;

/// <summary>Tells somebody how transfers go: a person at a terminal, a log, or a program.</summary>
internal interface ITransferReport
{
    /// <summary>How often <see cref="Progress"/> is worth calling.</summary>
    TimeSpan Period { get; }

    void Listening(IReadOnlyList<IPEndPoint> addresses);
    void Added(TorrentSnapshot torrent);

    /// <param name="torrent">Now seeded.</param>
    /// <param name="magnet">How others name it.</param>
    void Seeding(TorrentSnapshot torrent, string magnet);
    void Progress(IReadOnlyList<TorrentSnapshot> torrents);

    /// <summary>Every wanted file of it is here and verified.</summary>
    /// <param name="torrent">As it is now.</param>
    /// <param name="taken">Since the command began.</param>
    void Completed(TorrentSnapshot torrent, TimeSpan taken);

    /// <param name="torrent">Stopped.</param>
    /// <param name="why">One line, safe to print.</param>
    void Failed(TorrentSnapshot torrent, string why);

    /// <summary>Something worth knowing, in one line.</summary>
    void Note(string text);

    /// <summary>The last word is said: leave the terminal tidy.</summary>
    void End();
}
