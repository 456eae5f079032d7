namespace Shoal.Web.Documents;

/// <summary>Adds a torrent by link. A .torrent file is posted as it is, with the same fields in the query.</summary>
public sealed record AddRequest
{
    /// <summary>A magnet link, or the http or https address of a .torrent file.</summary>
    public required string Link { get; init; }

    /// <summary>Folder for the files; the settings' download folder when absent.</summary>
    public string? Directory { get; init; }
    public bool IsPaused { get; init; }
    public bool IsSequential { get; init; }

    /// <summary>Words to find it by; in a query: label, several times.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
