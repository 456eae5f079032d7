using System.Globalization;
using System.Net;

namespace Shoal.Core.Rooms;

/// <summary>Who is in the room, and what they share. Pure: time is an argument.</summary>
public sealed class RoomBook
{
    private readonly Dictionary<MemberId, RoomMember> _members = [];
    private readonly List<CatalogChange> _changes = [];

    public IReadOnlyCollection<RoomMember> Members => _members.Values;
    public RoomIndex Index { get; } = new();

    public RoomMember? Find(MemberId id) => _members.GetValueOrDefault(id);

    /// <summary>Somebody said hello.</summary>
    /// <returns>The member; null when there are too many, or somebody else has its number.</returns>
    public RoomMember? Enter(RoomHello hello, IPEndPoint address, TimeSpan now)
    {
        if (_members.TryGetValue(hello.Member, out var here))
        {
            if (!here.Hello.Token.Span.SequenceEqual(hello.Token.Span)) return null;
            (here.Address, here.HeardAt, here.Standing) = (address, now, hello.Standing);
            return here;
        }

        var neighbours = _members.Values.Count(member => member.Address.Address.Equals(address.Address));
        if (_members.Count >= RoomLimits.MembersMax || (neighbours >= RoomLimits.MembersPerAddressMax && !IPAddress.IsLoopback(address.Address))) return null;
        var member = new RoomMember(hello, address, now);
        member.Name = FreeName(hello.UserName);
        _members.Add(member.Id, member);
        return member;
    }

    /// <summary>It is still there.</summary>
    public static void Hear(RoomMember member, TimeSpan now) => member.HeardAt = now;

    /// <summary>It said what it is getting.</summary>
    public static void Hear(RoomMember member, RoomGetting getting, TimeSpan now) => (member.HeardAt, member.Getting) = (now, getting.Roots);

    /// <summary>It said how its catalog stands; true when there is something new to ask for.</summary>
    public static bool Hear(RoomMember member, in RoomPing ping, TimeSpan now)
    {
        (member.HeardAt, member.Standing) = (now, ping);
        return ping.Revision != member.Catalog.Revision;
    }

    /// <summary>It sent a page of its catalog.</summary>
    public CatalogVerdict Take(RoomMember member, CatalogPage page, TimeSpan now)
    {
        member.HeardAt = now;
        _changes.Clear();
        var verdict = member.Catalog.Take(page, now, RoomLimits.FilesMax - Index.HoldingCount, _changes);
        foreach (var change in _changes) Index.Apply(member.Id, change);
        return verdict;
    }

    /// <summary>It left, or was parted with.</summary>
    public void Leave(RoomMember member)
    {
        if (!_members.Remove(member.Id)) return;
        _changes.Clear();
        member.Catalog.Clear(_changes);
        foreach (var change in _changes) Index.Apply(member.Id, change);
    }

    /// <summary>Those that said nothing for too long.</summary>
    public IReadOnlyList<RoomMember> Silent(TimeSpan now) => [.. _members.Values.Where(member => now - member.HeardAt >= RoomLimits.GoneAfter)];

    // "Ann", "Ann (2)": who came first keeps the name, however its letters are written.
    private string FreeName(string wanted)
    {
        var taken = _members.Values.Select(member => RoomWords.Fold(member.Name)).ToHashSet(StringComparer.Ordinal);
        var name = wanted;
        for (var number = 2; taken.Contains(RoomWords.Fold(name)); number++) name = string.Create(CultureInfo.InvariantCulture, $"{wanted} ({number})");
        return name;
    }
}
