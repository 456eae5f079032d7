namespace Shoal.Core.Dht;

/// <summary>Addresses that lately showed that they receive what is sent to them: they may be answered at length (threats row 24).</summary>
/// <param name="key">Secret and random.</param>
internal sealed class ProvenSources(ulong key)
{
    public static readonly TimeSpan ProvenFor = TimeSpan.FromMinutes(10);
    private const int Slots = 512;

    private readonly ulong[] _tags = new ulong[Slots];
    private readonly int[] _untilSecond = new int[Slots];

    public void Add(NodeAddress address, TimeSpan now)
    {
        var tag = TagOf(address);
        _tags[tag % Slots] = tag;
        _untilSecond[tag % Slots] = (int)(now + ProvenFor).TotalSeconds;
    }

    public bool Contains(NodeAddress address, TimeSpan now)
    {
        var tag = TagOf(address);
        return _tags[tag % Slots] == tag && _untilSecond[tag % Slots] > (int)now.TotalSeconds;
    }

    private ulong TagOf(NodeAddress address) => address.Host.KeyedHash(key, ~key, 1);
}
