using System.Security.Cryptography;
using Shoal.Core.Codes;

namespace Shoal.Engine.Codes;

/// <summary>One code as long as it lives: the words, the link's key, and who may still try. Five strikes end it; the sender makes the next.</summary>
internal sealed class CodeOffer
{
    private readonly CodeGate _gate = new();
    private readonly Lock _lock = new();
    private readonly byte[] _linkKey = RandomNumberGenerator.GetBytes(CodeLink.KeyBytes);

    public ShareCode Code { get; } = ShareCode.Create(RandomNumberGenerator.GetBytes(ShareCode.RandomBytes));

    public int Strikes
    {
        get
        {
            lock (_lock) return _gate.Strikes;
        }
    }

    public CodeLink LinkTo(IReadOnlyList<System.Net.IPEndPoint> addresses) => new(Code.Nameplate, _linkKey, addresses);

    public CodeSecret SecretOf(CodeSecretKind kind) => kind == CodeSecretKind.Words ? Code.Secret : CodeSecret.OfLink(_linkKey);

    public bool TryEnter()
    {
        lock (_lock) return _gate.TryEnter();
    }

    public bool TryGiveShare(CodeSecretKind kind)
    {
        lock (_lock) return _gate.TryGiveShare(kind);
    }

    /// <summary>A talk ended or was proven.</summary>
    /// <returns>Whether it was a strike, and whether it was the last one: told once.</returns>
    public (bool IsStrike, bool IsLast) Leave(CodeSecretKind kind, bool hadShare, bool isProven)
    {
        lock (_lock)
        {
            var isStrike = _gate.Leave(kind, hadShare, isProven);
            return (isStrike, isStrike && _gate.Strikes == CodeGate.StrikesMax);
        }
    }
}
