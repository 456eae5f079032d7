namespace Shoal.Core.Swarms;

/// <summary>What an announce changed in a book, for whoever keeps a copy of it.</summary>
public enum SwarmNews
{
    /// <summary>Nothing: the peer was here, as it is, within this generation.</summary>
    None,

    /// <summary>A peer that was not here, or that became a seed or stopped being one.</summary>
    Joined,

    /// <summary>The first announce of a known peer in this generation.</summary>
    Renewed,

    /// <summary>A peer said it stops.</summary>
    Left,
}
