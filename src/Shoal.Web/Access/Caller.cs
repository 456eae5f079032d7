namespace Shoal.Web.Access;

/// <summary>Who asks, as far as the door knows; each may do what those before it may.</summary>
internal enum Caller
{
    Stranger,

    /// <summary>A token that may look.</summary>
    Reader,

    /// <summary>A token that may do.</summary>
    Program,

    /// <summary>The token of the state folder, or a browser that logged in.</summary>
    Owner,
}
