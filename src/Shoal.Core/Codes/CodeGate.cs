namespace Shoal.Core.Codes;

/// <summary>How many may try a code, and how often they may be wrong: counts talks and strikes. Pure.</summary>
/// <remarks>
/// A strike is a talk that got the sender's share and did not bring the right proof: a wrong one, none in time, or a hang-up.
/// Guessing the link's 128 bits is hopeless, so it is not counted and cannot be used to take a code away.
/// </remarks>
public sealed class CodeGate
{
    /// <summary>Talks open at once that have proven nothing yet.</summary>
    public const int TalksMax = 16;

    /// <summary>Strikes that withdraw the code.</summary>
    public const int StrikesMax = 5;

    /// <summary>Time from hello to proof.</summary>
    public static TimeSpan ProofTimeout => TimeSpan.FromSeconds(30);

    /// <summary>Talks open that have proven nothing.</summary>
    public int Talks { get; private set; }

    public int Strikes { get; private set; }

    /// <summary>No one may try any more.</summary>
    public bool IsWithdrawn => Strikes >= StrikesMax;

    /// <summary>A talk begins; false when there is no room, or the code is withdrawn.</summary>
    /// <remarks>Talks that could each become a strike count against the strikes left: five at once are not a sixth and a seventh guess.</remarks>
    public bool TryEnter()
    {
        if (IsWithdrawn || Talks >= TalksMax) return false;
        Talks++;
        return true;
    }

    /// <summary>May the sender's share be given now? Shares given and strikes made never exceed the guesses there are.</summary>
    public bool TryGiveShare(CodeSecretKind kind)
    {
        if (kind == CodeSecretKind.Link) return !IsWithdrawn;
        if (Strikes + Guessable >= StrikesMax) return false;
        Guessable++;
        return true;
    }

    /// <summary>Talks that hold a share and may still be a guess.</summary>
    public int Guessable { get; private set; }

    /// <summary>A talk ended, or was proven.</summary>
    /// <param name="kind">What it set out to prove.</param>
    /// <param name="hadShare">It got the sender's share.</param>
    /// <param name="isProven">It brought the right proof.</param>
    /// <returns>True when it was a strike.</returns>
    public bool Leave(CodeSecretKind kind, bool hadShare, bool isProven)
    {
        Talks--;
        if (!hadShare || kind == CodeSecretKind.Link) return false;
        Guessable--;
        if (isProven) return false;
        Strikes++;
        return true;
    }
}
