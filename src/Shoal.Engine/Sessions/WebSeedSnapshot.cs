namespace Shoal.Engine.Sessions;

/// <summary>A web seed (BEP 19) at one moment.</summary>
/// <param name="Url">As the torrent has it.</param>
/// <param name="Status">In one line: working, or what went wrong.</param>
/// <param name="DownloadedBytes">Payload from it.</param>
/// <param name="IsActive">It is being asked.</param>
/// <param name="HasFailed">The last request failed, or it sent corrupt data; the status says what.</param>
public sealed record WebSeedSnapshot(string Url, string Status, long DownloadedBytes, bool IsActive, bool HasFailed)
{
    /// <summary>It sent corrupt data and is not asked again in this run.</summary>
    public bool IsBanned { get; init; }
}
