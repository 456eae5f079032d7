namespace Shoal.Core.Queueing;

/// <summary>Where torrents go in the queue.</summary>
public enum QueueMove
{
    /// <summary>Before all others; several keep their order.</summary>
    Top,

    /// <summary>One place nearer to the top.</summary>
    Up,

    /// <summary>One place nearer to the bottom.</summary>
    Down,

    /// <summary>After all others; several keep their order.</summary>
    Bottom,
}
