namespace Shoal.Core.Queueing;

/// <summary>What happens to a torrent that has given enough.</summary>
public enum GoalAction
{
    /// <summary>It stops until it is resumed.</summary>
    Pause,

    /// <summary>It is forgotten; its files stay.</summary>
    Remove,

    /// <summary>It is forgotten and its files are deleted. Never unless its owner said so in these words.</summary>
    RemoveWithData,
}
