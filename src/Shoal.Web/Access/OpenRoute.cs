namespace Shoal.Web.Access;

/// <summary>Marks a route that needs no login. A route without the mark does: what is forgotten is shut.</summary>
/// <param name="ToOtherSites">Pages of other sites may lead to it, because it gives away nothing and changes nothing.</param>
internal sealed record OpenRoute(bool ToOtherSites)
{
    /// <summary>For anybody, but not on behalf of another site's page.</summary>
    public static readonly OpenRoute ToPeople = new(ToOtherSites: false);

    /// <summary>For anybody, from anywhere: static files.</summary>
    public static readonly OpenRoute ToAll = new(ToOtherSites: true);
}
