namespace Shoal.Core.Codes;

/// <summary>What a code offers.</summary>
public enum CodeContentKind : byte
{
    /// <summary>Files and folders.</summary>
    Files = 0,

    /// <summary>A text, inside the manifest.</summary>
    Text = 1,

    /// <summary>What came out of a pipe: one file without a name of its own.</summary>
    Stream = 2,
}
