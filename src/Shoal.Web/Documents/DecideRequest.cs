namespace Shoal.Web.Documents;

/// <summary>Yes or no to a receiver that waits for it.</summary>
public sealed record DecideRequest(bool IsWelcome);
