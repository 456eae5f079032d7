namespace Shoal.Web.Documents;

/// <summary>How to get in.</summary>
/// <param name="IsKnown">The asker is logged in.</param>
/// <param name="HasPassword">A password has been set; without one only the token opens.</param>
public sealed record AccessDocument(bool IsKnown, bool HasPassword);
