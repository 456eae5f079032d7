namespace Shoal.Web.Documents;

/// <summary>A token that was just made.</summary>
/// <param name="Row">What stays known of it.</param>
/// <param name="Token">The secret, shown this once.</param>
public sealed record NewToken(TokenRow Row, string Token);
