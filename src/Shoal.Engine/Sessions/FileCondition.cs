namespace Shoal.Engine.Sessions;

/// <summary>What a check found a file to be.</summary>
public enum FileCondition
{
    /// <summary>Its length and all its pieces are right.</summary>
    Whole,

    /// <summary>Its length is right, some of its pieces are not.</summary>
    Damaged,

    /// <summary>It ends too early.</summary>
    Short,

    /// <summary>It goes on after its end. Its pieces may be right all the same.</summary>
    Long,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>It could not be opened, or something else stands in its place: a folder, a link.</summary>
    Unreadable,
}
