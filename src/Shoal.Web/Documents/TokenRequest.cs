namespace Shoal.Web.Documents;

/// <summary>Makes a token.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Scope">"read" or "all".</param>
public sealed record TokenRequest(string Name, string Scope);
