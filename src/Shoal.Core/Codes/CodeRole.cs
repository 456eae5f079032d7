namespace Shoal.Core.Codes;

/// <summary>Which side of a code somebody is.</summary>
public enum CodeRole : byte
{
    /// <summary>Typed the code; A in CPace's words. Opens the talk and proves itself first.</summary>
    Receiver = 0,

    /// <summary>Made the code; B in CPace's words.</summary>
    Sender = 1,
}
