namespace Shoal.Web.Documents;

/// <summary>All torrents, in no order.</summary>
public sealed record TorrentList(IReadOnlyList<TorrentRow> Torrents);
