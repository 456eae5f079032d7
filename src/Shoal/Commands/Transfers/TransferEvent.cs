namespace Shoal.Commands.Transfers;

/// <summary>One line of <c>get --json</c> and <c>seed --json</c>. What does not apply is left out.</summary>
/// <param name="Event">listening, added, seeding, progress, complete, failed or note.</param>
internal sealed record TransferEvent(string Event)
{
    public IReadOnlyList<string>? Addresses { get; init; }
    public string? InfoHashV1 { get; init; }
    public string? InfoHashV2 { get; init; }
    public string? Name { get; init; }
    public string? State { get; init; }
    public string? Directory { get; init; }
    public string? Magnet { get; init; }
    public long? TotalBytes { get; init; }
    public long? WantedBytes { get; init; }
    public long? DoneBytes { get; init; }
    public long? DownloadedBytes { get; init; }
    public long? UploadedBytes { get; init; }
    public long? WastedBytes { get; init; }

    /// <summary>Bytes a second.</summary>
    public long? DownloadRate { get; init; }
    public long? UploadRate { get; init; }
    public int? Peers { get; init; }
    public int? Seeds { get; init; }
    public double? Ratio { get; init; }
    public double? RemainingSeconds { get; init; }
    public double? TakenSeconds { get; init; }
    public string? Message { get; init; }
}
