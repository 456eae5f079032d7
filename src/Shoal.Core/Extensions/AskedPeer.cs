namespace Shoal.Core.Extensions;

/// <summary>What one peer was asked for, and how patient we still are with it.</summary>
internal sealed class AskedPeer
{
    /// <summary>How long a peer may leave a request unanswered.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer is left alone after a refusal or silence; doubles up to <see cref="BackOffMax"/>.</summary>
    private static readonly TimeSpan BackOffMin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromMinutes(10);

    private readonly Dictionary<int, TimeSpan> _askedAt = [];
    private TimeSpan _backOff = BackOffMin;
    private TimeSpan _notBefore;

    /// <summary>Requests that were sent and not answered.</summary>
    public int OpenRequests => _askedAt.Count;

    public bool IsReady(TimeSpan now) => now >= _notBefore;

    public bool IsAsked(int index) => _askedAt.ContainsKey(index);

    public void Ask(int index, TimeSpan now) => _askedAt[index] = now;

    /// <summary>The peer answered; false when it had not been asked.</summary>
    public bool TryAnswer(int index) => _askedAt.Remove(index);

    public bool IsLate(TimeSpan now)
    {
        foreach (var askedAt in _askedAt.Values)
            if (now - askedAt >= RequestTimeout) return true;
        return false;
    }

    /// <summary>It refused or was silent: it is left alone for a while, and each time for longer.</summary>
    public void BackOff(TimeSpan now)
    {
        _notBefore = now + _backOff;
        _backOff = _backOff * 2 > BackOffMax ? BackOffMax : _backOff * 2;
    }

    /// <summary>Takes all its requests back; others may be asked.</summary>
    /// <param name="board">Where they were picked from; null when that is gone.</param>
    public void TakeBack(RequestBoard? board)
    {
        foreach (var index in _askedAt.Keys) board?.Release(index);
        _askedAt.Clear();
    }
}
