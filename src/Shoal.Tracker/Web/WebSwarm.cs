using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>The browser peers of one torrent. Not safe for threads: <see cref="WebSwarms"/> has the lock.</summary>
internal sealed class WebSwarm
{
    private readonly List<Member> _members = [];
    private readonly Dictionary<PeerId, int> _places = [];

    public int Count => _members.Count;
    public int Seeds { get; private set; }
    public int Downloads { get; private set; }
    public ScrapeCounts Counts => new(Seeds, Downloads, Count - Seeds);

    /// <summary>Enters or renews; false when the id belongs to another connection.</summary>
    public bool TryPut(PeerId id, WebPeer peer, bool isSeed, bool isCompleted)
    {
        if (!_places.TryGetValue(id, out var place))
        {
            _places[id] = place = _members.Count;
            _members.Add(new Member(id, peer, false));
        }

        var member = _members[place];
        if (member.Peer != peer) return false;
        if (isCompleted && !member.IsSeed) Downloads++;
        Seeds += (isSeed ? 1 : 0) - (member.IsSeed ? 1 : 0);
        _members[place] = member with { IsSeed = isSeed };
        return true;
    }

    public void Remove(PeerId id, WebPeer peer)
    {
        if (!_places.TryGetValue(id, out var place) || _members[place].Peer != peer) return;
        if (_members[place].IsSeed) Seeds--;
        var last = _members[^1];
        _members[place] = last;
        _places[last.Id] = place;
        _places.Remove(id);
        _members.RemoveAt(_members.Count - 1);
    }

    public WebPeer? Find(PeerId id) => _places.TryGetValue(id, out var place) ? _members[place].Peer : null;

    /// <summary>Up to so many others, from a random place on; a seed gets no seeds.</summary>
    public IEnumerable<WebPeer> Others(PeerId asker, bool onlyLeechers, int wanted, int random)
    {
        for (var i = 0; i < _members.Count && wanted > 0; i++)
        {
            var member = _members[(int)(((uint)random + (uint)i) % (uint)_members.Count)];
            if (member.Id == asker || (onlyLeechers && member.IsSeed)) continue;
            wanted--;
            yield return member.Peer;
        }
    }

    private readonly record struct Member(PeerId Id, WebPeer Peer, bool IsSeed);
}
