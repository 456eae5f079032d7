namespace Shoal.Tracker;

/// <summary>What is to be done with a connection after a look at it.</summary>
internal enum QuickOutcome
{
    /// <summary>It is over: answered a last time, or left by the client.</summary>
    Close,

    /// <summary>Answered, and it may ask again.</summary>
    Keep,

    /// <summary>It has said nothing yet.</summary>
    Silent,

    /// <summary>It wants what takes longer, or has said half of it. Nothing was read from it.</summary>
    HandOn,
}
