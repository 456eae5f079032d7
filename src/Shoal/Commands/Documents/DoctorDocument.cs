using Shoal.Commands.Doctor;

namespace Shoal.Commands.Documents;

/// <summary>What the doctor found, in JSON: <c>doctor --json</c>.</summary>
internal sealed record DoctorDocument
{
    /// <summary>The worst that was found: ok, warn or fail.</summary>
    public required string State { get; init; }
    public required bool IsOnline { get; init; }
    public required IReadOnlyList<string> Listening { get; init; }
    public required IReadOnlyList<string> ExternalAddresses { get; init; }
    public required IReadOnlyList<FindingDocument> Findings { get; init; }

    /// <summary>off, ok, warn or fail.</summary>
    public static string Word(FindingState state) => state switch
    {
        FindingState.Off => "off",
        FindingState.Ok => "ok",
        FindingState.Warn => "warn",
        _ => "fail",
    };
}
