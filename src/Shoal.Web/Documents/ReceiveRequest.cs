namespace Shoal.Web.Documents;

/// <summary>Looks for the sender of a code or a link.</summary>
public sealed record ReceiveRequest(string Code);
