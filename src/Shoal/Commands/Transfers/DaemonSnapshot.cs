using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;

namespace Shoal.Commands.Transfers;

/// <summary>A torrent of the daemon as the reports know torrents.</summary>
internal static class DaemonSnapshot
{
    public static TorrentSnapshot Of(TorrentDetails torrent)
    {
        var row = torrent.Row;
        InfoHash? v1 = InfoHash.TryParseHex(torrent.InfoHashV1 ?? "", out var name) ? name : null;
        Sha256Hash? v2 = torrent.InfoHashV2 is { } hex ? new Sha256Hash(Convert.FromHexString(hex)) : null;
        return new TorrentSnapshot
        {
            InfoHashes = new InfoHashes(v1, v2),
            Name = row.Name,
            State = StateOf(row.State),
            Error = row.Error,
            TotalBytes = row.Size,
            WantedBytes = row.Wanted,
            WantedDoneBytes = row.Done,
            CheckedBytes = row.Checked,
            PieceCount = torrent.PieceCount,
            DownloadedBytes = row.Downloaded,
            UploadedBytes = row.Uploaded,
            WastedBytes = torrent.Wasted,
            DownloadRate = row.DownRate,
            UploadRate = row.UpRate,
            Peers = row.Peers,
            Seeds = row.Seeds,
            Directory = row.Directory,
            QueuePosition = row.QueuePosition,
        };
    }

    private static TorrentState StateOf(string state) => state switch
    {
        "metadata" => TorrentState.FetchingMetadata,
        "checking" => TorrentState.Checking,
        "downloading" => TorrentState.Downloading,
        "seeding" => TorrentState.Seeding,
        "queued" => TorrentState.Queued,
        "failed" => TorrentState.Failed,
        _ => TorrentState.Paused,
    };
}
