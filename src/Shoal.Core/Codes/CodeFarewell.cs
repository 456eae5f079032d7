namespace Shoal.Core.Codes;

/// <summary>Why a proven talk ends.</summary>
public enum CodeFarewell : byte
{
    None = 0,

    /// <summary>Everything arrived.</summary>
    Done = 1,

    /// <summary>The receiver, or the sender who was asked, said no.</summary>
    Declined = 2,

    /// <summary>The person stopped it.</summary>
    Stopped = 3,

    /// <summary>The code's time is over.</summary>
    Expired = 4,

    /// <summary>As many people as it was for have it.</summary>
    Full = 5,

    /// <summary>What is sent cannot be read any more.</summary>
    Failed = 6,
}
