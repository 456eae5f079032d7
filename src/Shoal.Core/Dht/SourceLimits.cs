using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>How often an address may ask: over the rate, it is not heard for five minutes (threats row 24). Memory does not grow with sources.</summary>
/// <remarks>
/// Counters are shared by hash, two for each source; only when both are over is a source over, so an innocent one is hit rarely,
/// and nobody without the key can aim at it.
/// </remarks>
/// <param name="perSecond">Questions a second, on average over <see cref="Window"/>.</param>
/// <param name="key">Secret and random.</param>
internal sealed class SourceLimits(int perSecond, ulong key)
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan BlockedFor = TimeSpan.FromMinutes(5);
    private const int Slots = 1024;

    private readonly int _most = perSecond * (int)Window.TotalSeconds;
    private readonly int[] _counts = new int[Slots];
    private readonly int[] _blockedUntil = new int[Slots];   // whole seconds
    private long _window = -1;

    /// <summary>Counts one question; false when it is not to be answered.</summary>
    public bool Allows(NodeAddress source, TimeSpan now)
    {
        if (now.Ticks / Window.Ticks != _window)
        {
            _window = now.Ticks / Window.Ticks;
            Array.Clear(_counts);
        }

        // On loopback, ports tell programs apart; elsewhere they cost an attacker nothing.
        var who = source.Scope == AddressScope.Loopback ? source : source.IsV6 ? source.Subnet : source.Host;
        var hash = who.KeyedHash(key, ~key, who.Port);
        var (one, two) = ((int)(hash % Slots), (int)((hash >> 32) % Slots));
        var second = (int)now.TotalSeconds;
        if (_blockedUntil[one] > second && _blockedUntil[two] > second) return false;
        _counts[one]++;
        if (two != one) _counts[two]++;
        if (_counts[one] <= _most || _counts[two] <= _most) return true;
        _blockedUntil[one] = _blockedUntil[two] = second + (int)BlockedFor.TotalSeconds;
        return false;
    }
}
