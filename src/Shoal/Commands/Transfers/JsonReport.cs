using System.Net;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Transfers;

/// <summary>Tells a program: an event a line on standard output.</summary>
internal sealed class JsonReport(TextWriter output) : ITransferReport
{
    private readonly Dictionary<InfoHashes, string> _told = [];

    public TimeSpan Period => TimeSpan.FromSeconds(1);

    public void Listening(IReadOnlyList<IPEndPoint> addresses) =>
        Write(new TransferEvent("listening") { Addresses = [.. addresses.Select(address => address.ToString())] });

    public void Added(TorrentSnapshot torrent) => Write(Of("added", torrent));

    public void Seeding(TorrentSnapshot torrent, string magnet) => Write(Of("seeding", torrent) with { Magnet = magnet });

    public void Progress(IReadOnlyList<TorrentSnapshot> torrents)
    {
        foreach (var torrent in torrents)
        {
            var line = Of("progress", torrent).ToLine();
            if (line == _told.GetValueOrDefault(torrent.InfoHashes)) continue;   // nothing moved
            _told[torrent.InfoHashes] = line;
            output.WriteLine(line);
        }
    }

    public void Completed(TorrentSnapshot torrent, TimeSpan taken) =>
        Write(Of("complete", torrent) with { TakenSeconds = Math.Round(taken.TotalSeconds, 3) });

    public void Failed(TorrentSnapshot torrent, string why) => Write(Of("failed", torrent) with { Message = why });

    public void Note(string text) => Write(new TransferEvent("note") { Message = text });

    public void End()
    {
    }

    private static TransferEvent Of(string name, TorrentSnapshot torrent) => new(name)
    {
        InfoHashV1 = torrent.InfoHashes.V1?.ToString(),
        InfoHashV2 = torrent.InfoHashes.V2?.ToString(),
        Name = torrent.Name,
        State = torrent.State.ToString(),
        Directory = torrent.Directory,
        TotalBytes = torrent.TotalBytes,
        WantedBytes = torrent.WantedBytes,
        DoneBytes = torrent.WantedDoneBytes,
        DownloadedBytes = torrent.DownloadedBytes,
        UploadedBytes = torrent.UploadedBytes,
        WastedBytes = torrent.WastedBytes,
        DownloadRate = torrent.DownloadRate,
        UploadRate = torrent.UploadRate,
        Peers = torrent.Peers,
        Seeds = torrent.Seeds,
        Ratio = Math.Round(torrent.Ratio, 3),
        RemainingSeconds = ProgressView.Remaining(torrent)?.TotalSeconds,
    };

    private void Write(TransferEvent line) => output.WriteLine(line.ToLine());
}
