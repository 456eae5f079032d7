namespace Shoal.Core.Codes;

/// <summary>Why a talk ends before anything was proven.</summary>
public enum CodeRefusal : byte
{
    None = 0,

    /// <summary>The proof was wrong: another code, or a mistyped one.</summary>
    WrongCode = 1,

    /// <summary>Too many talks at once; try again soon.</summary>
    Busy = 2,

    /// <summary>The code is not offered any more.</summary>
    Withdrawn = 3,

    /// <summary>Both sides want to receive, or both to send.</summary>
    SameRole = 4,

    /// <summary>What was said makes no sense.</summary>
    Malformed = 5,
}
