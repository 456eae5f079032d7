namespace Shoal.Web.Documents;

/// <summary>Lets browsers without Shoal get an offer, or not.</summary>
public sealed record PageRequest(bool IsOpen);
