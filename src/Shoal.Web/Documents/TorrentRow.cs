using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>A torrent as a line of a table: what lists and the event stream carry.</summary>
public sealed record TorrentRow
{
    /// <summary>The info-hash in hex: v1's where there is one, else v2's cut to 40 digits.</summary>
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>metadata, checking, downloading, seeding, queued, paused or failed.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed, in one line.</summary>
    public string? Error { get; init; }

    /// <summary>Bytes of all files; 0 until the metadata is here.</summary>
    public long Size { get; init; }

    /// <summary>Bytes of the files selected, and how many of them are verified.</summary>
    public long Wanted { get; init; }
    public long Done { get; init; }

    /// <summary>Bytes looked at by a check.</summary>
    public long Checked { get; init; }

    /// <summary>Bytes a second.</summary>
    public long DownRate { get; init; }
    public long UpRate { get; init; }

    /// <summary>Payload bytes since the torrent was added.</summary>
    public long Downloaded { get; init; }
    public long Uploaded { get; init; }

    /// <summary>Connections, and how many of them have everything.</summary>
    public int Peers { get; init; }
    public int Seeds { get; init; }
    public string? Directory { get; init; }

    /// <summary>Its place among downloads, or among seeds once it is complete; from 1 on.</summary>
    public int QueuePosition { get; init; }

    /// <summary>It never waits in the queue.</summary>
    public bool IsForced { get; init; }

    /// <summary>Its owner's words.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Unix seconds.</summary>
    public long Added { get; init; }

    public static TorrentRow Of(TorrentSnapshot torrent) => new()
    {
        Id = torrent.InfoHashes.Primary.ToString(),
        Name = torrent.Name,
        State = NameOf(torrent.State),
        Error = torrent.Error,
        Size = torrent.TotalBytes,
        Wanted = torrent.WantedBytes,
        Done = torrent.WantedDoneBytes,
        Checked = torrent.CheckedBytes,
        DownRate = torrent.DownloadRate,
        UpRate = torrent.UploadRate,
        Downloaded = torrent.DownloadedBytes,
        Uploaded = torrent.UploadedBytes,
        Peers = torrent.Peers,
        Seeds = torrent.Seeds,
        Directory = torrent.Directory,
        QueuePosition = torrent.QueuePosition,
        IsForced = torrent.IsForced,
        Labels = torrent.Labels,
        Added = torrent.AddedAt.ToUnixTimeSeconds(),
    };

    private static string NameOf(TorrentState state) => state is TorrentState.FetchingMetadata ? "metadata" : CamelCase.Of(state);
}
