namespace Shoal.Engine.Sessions;

/// <summary>What happens when something has the name of what is received.</summary>
public enum CodeConflict
{
    /// <summary>Nothing is received.</summary>
    Fail,

    /// <summary>Files are replaced, folders filled.</summary>
    Overwrite,

    /// <summary>The new one gets a number: "photos (1)".</summary>
    Rename,
}
