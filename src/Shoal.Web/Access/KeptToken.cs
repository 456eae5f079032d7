namespace Shoal.Web.Access;

/// <summary>A token as it is kept: its SHA-256. Of 256 random bits nothing slower is needed.</summary>
internal sealed record KeptToken(string Id, string Name, string Scope, long Created, string Hash);
