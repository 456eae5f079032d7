namespace Shoal.Web.Documents;

/// <summary>Logs a browser in. One of the two.</summary>
public sealed record LoginRequest
{
    public string? Password { get; init; }

    /// <summary>From the link that the daemon printed.</summary>
    public string? Token { get; init; }
}
