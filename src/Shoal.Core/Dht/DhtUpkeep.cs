using Shoal.Core.Torrents;

namespace Shoal.Core.Dht;

/// <summary>When a node looks after its table.</summary>
internal sealed class DhtUpkeep(Dice dice)
{
    /// <summary>With fewer nodes than this, others are asked for.</summary>
    public const int FewNodes = 8;

    /// <summary>Strangers greeted (pinged) in a second: their word costs us a datagram to wherever they say.</summary>
    public const int GreetingsPerSecond = 5;

    /// <summary>A questionable node is pinged at most this often.</summary>
    public static readonly TimeSpan PingAgain = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BootstrapFirst = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan BootstrapMax = TimeSpan.FromMinutes(5);

    private TimeSpan _dueAt, _bootstrapAt;
    private TimeSpan _bootstrapWait = BootstrapFirst;
    private long _greetSecond = -1;
    private int _greeted;

    /// <summary>A search for first nodes runs.</summary>
    public bool IsBootstrapping { get; set; }

    /// <summary>A bucket is being looked up.</summary>
    public bool IsRefreshing { get; set; }

    /// <summary>True once a second.</summary>
    public bool IsDue(TimeSpan now)
    {
        if (now < _dueAt) return false;
        _dueAt = now + Period;
        return true;
    }

    /// <summary>True when first nodes should be asked for: at once, then ever more rarely.</summary>
    public bool NeedsBootstrap(int nodes, TimeSpan now)
    {
        if (nodes >= FewNodes) _bootstrapWait = BootstrapFirst;
        if (nodes >= FewNodes || IsBootstrapping || now < _bootstrapAt) return false;
        _bootstrapAt = now + _bootstrapWait + TimeSpan.FromMilliseconds(dice.Below(1000));
        _bootstrapWait = _bootstrapWait < BootstrapMax / 2 ? _bootstrapWait * 2 : BootstrapMax;
        return true;
    }

    /// <summary>Counts a greeting; false when there were enough in this second.</summary>
    public bool MayGreet(TimeSpan now)
    {
        var second = (long)now.TotalSeconds;
        if (second != _greetSecond) (_greetSecond, _greeted) = (second, 0);
        return ++_greeted <= GreetingsPerSecond;
    }
}
