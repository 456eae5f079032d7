namespace Shoal.Web.Documents;

/// <summary>Sets the password that other machines need.</summary>
public sealed record PasswordRequest(string Password);
