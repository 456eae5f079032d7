namespace Shoal.Web.Documents;

/// <summary>All codes that are offered and received here.</summary>
public sealed record CodesDocument(IReadOnlyList<OfferRow> Offers, IReadOnlyList<ReceiveRow> Receives);
