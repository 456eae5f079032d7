namespace Shoal.Web.Access;

/// <summary>Marks a route that is for the owner alone: a program's token must not make others or lock the owner out.</summary>
internal sealed record OwnerRoute
{
    public static readonly OwnerRoute Mark = new();
}
