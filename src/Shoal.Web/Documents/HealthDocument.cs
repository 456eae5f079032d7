namespace Shoal.Web.Documents;

/// <summary>That the daemon lives; for people and programs that watch it. Needs no login and tells nothing of the user's.</summary>
public sealed record HealthDocument(string Status, string Version);
