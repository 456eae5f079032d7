using System.Net;

namespace Shoal.Core.Rooms;

/// <summary>Somebody else in the room. Its book changes it.</summary>
public sealed class RoomMember
{
    internal RoomMember(RoomHello hello, IPEndPoint address, TimeSpan now) =>
        (Id, Hello, Address, JoinedAt, HeardAt, Standing) = (hello.Member, hello, address, now, now, hello.Standing);

    public MemberId Id { get; }
    public RoomHello Hello { get; }

    /// <summary>The other end of its connection.</summary>
    public IPEndPoint Address { get; internal set; }

    /// <summary>Where it can be dialled; null when nowhere.</summary>
    public IPEndPoint? Listens => Hello.Port > 0 ? new IPEndPoint(Address.Address, Hello.Port) : null;

    /// <summary>Its user's name, with a number behind it when another member has it already. A stranger's text: escape it where it is shown.</summary>
    public string Name { get; internal set; } = string.Empty;

    public TimeSpan JoinedAt { get; }
    public TimeSpan HeardAt { get; internal set; }

    /// <summary>What it says of its catalog.</summary>
    public RoomPing Standing { get; internal set; }

    /// <summary>Files on their way to it.</summary>
    public IReadOnlyList<Primitives.Sha256Hash> Getting { get; internal set; } = [];

    /// <summary>What it told of it.</summary>
    public MemberCatalog Catalog { get; } = new();
}
