namespace Shoal.Web.Documents;

/// <summary>The tokens that programs show; none of their secrets.</summary>
public sealed record TokenList(IReadOnlyList<TokenRow> Tokens);
