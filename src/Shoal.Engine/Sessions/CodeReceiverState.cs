namespace Shoal.Engine.Sessions;

/// <summary>How far a receiver is, as its sender sees it.</summary>
public enum CodeReceiverState
{
    /// <summary>Its code was wrong, or never proven.</summary>
    WrongCode,

    /// <summary>Its code was right.</summary>
    Connected,

    /// <summary>Waits for the sender's yes.</summary>
    Waiting,

    /// <summary>Looks at what is offered.</summary>
    Deciding,

    /// <summary>Said yes; the sender is not done hashing.</summary>
    Preparing,
    Receiving,
    Done,

    /// <summary>One of the two said no.</summary>
    Declined,

    /// <summary>Went away before it had everything.</summary>
    Left,
}
