namespace Shoal.Core.Codes;

/// <summary>The first byte of a <c>shoal_code</c> message (BEP 10).</summary>
public enum CodeMessageKind : byte
{
    None = 0,

    /// <summary>See <see cref="CodeHello"/>.</summary>
    Hello = 1,

    /// <summary>A CPace share (65 bytes) and what its sender binds to it (37 bytes).</summary>
    Share = 2,

    /// <summary>The proof that the key is known: 32 bytes.</summary>
    Confirm = 3,

    /// <summary>Everything after the proof, encrypted; see <see cref="CodeSeal"/>.</summary>
    Sealed = 4,

    /// <summary>The end of the talk before it was encrypted, with a <see cref="CodeRefusal"/>.</summary>
    Refused = 5,
}
