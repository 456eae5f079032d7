namespace Shoal.Tracker;

/// <summary>Who may look at the page and the metrics.</summary>
public enum PageAccess
{
    /// <summary>Everybody.</summary>
    Public,

    /// <summary>Whoever has the admin token; others see a line of text.</summary>
    Token,

    /// <summary>Nobody.</summary>
    Off,
}
