namespace Shoal.Engine.Sessions;

/// <summary>What a receiver is doing.</summary>
public enum CodeReceiverPhase
{
    /// <summary>Nobody with these digits was found yet.</summary>
    Looking,

    /// <summary>The sender has proven itself and decides, or its pipe has not ended.</summary>
    Waiting,

    /// <summary>There is an offer.</summary>
    Deciding,

    /// <summary>The sender is hashing.</summary>
    Preparing,
    Receiving,

    /// <summary>Files are put in their places.</summary>
    Placing,
    Done,
    Failed,
}
