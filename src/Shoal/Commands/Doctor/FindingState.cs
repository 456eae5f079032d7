namespace Shoal.Commands.Doctor;

/// <summary>How a thing stands. Ordered: the last one found decides the exit code.</summary>
internal enum FindingState
{
    /// <summary>Not asked for.</summary>
    Off,
    Ok,

    /// <summary>It works without; better with.</summary>
    Warn,

    /// <summary>It stands in the way.</summary>
    Fail,
}
