namespace Shoal.Core.Codes;

/// <summary>How far a handshake is.</summary>
public enum CodeHandshakeState : byte
{
    /// <summary>Hello and shares are being exchanged; nothing was given away.</summary>
    Open,

    /// <summary>The sender gave its share: from here on, an end without the right proof was a guess.</summary>
    Guessable,

    /// <summary>Both sides have the key and have proven it.</summary>
    Proven,

    /// <summary>Over; <see cref="CodeHandshake.Refusal"/> says why.</summary>
    Failed,
}
