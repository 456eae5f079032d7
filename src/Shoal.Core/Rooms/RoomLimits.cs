namespace Shoal.Core.Rooms;

/// <summary>What strangers in a room may cost (threats rows 20, 32): past any of these a member is parted with, or its words are not kept.</summary>
public static class RoomLimits
{
    /// <summary>Members of a room at once.</summary>
    public const int MembersMax = 256;

    /// <summary>Connections whose hello has not come yet.</summary>
    public const int StrangersMax = 128;

    /// <summary>The same of one address: it keeps nobody else out.</summary>
    public const int StrangersPerAddressMax = 16;

    /// <summary>Members behind one address: a household behind a gateway, not a flood.</summary>
    public const int MembersPerAddressMax = 16;

    /// <summary>Files of one member.</summary>
    public const int FilesPerMemberMax = 100_000;

    /// <summary>Files of all members together, holders counted each.</summary>
    public const int FilesMax = 1_000_000;

    /// <summary>UTF-16 units of all paths of one member.</summary>
    public const int PathUnitsPerMemberMax = 16 * 1024 * 1024;

    /// <summary>Longest user name, in bytes of UTF-8.</summary>
    public const int UserNameBytesMax = 64;

    /// <summary>Longest message, in bytes.</summary>
    public const int MessageBytesMax = 60 * 1024;

    /// <summary>Most entries of a page.</summary>
    public const int PageEntriesMax = 1_000;

    /// <summary>Messages of one member, pages aside: at once, and a second.</summary>
    public const int MessagesBurst = 60, MessagesPerSecond = 10;

    /// <summary>A page counts for so many entries at least: small ones are no way to keep us busy.</summary>
    public const int PageCostMin = 100;

    /// <summary>Entries of pages taken from one member, besides its first catalog: at once, and a second.</summary>
    public const int EntriesBurst = 2 * FilesPerMemberMax, EntriesPerSecond = 2_000;

    /// <summary>Each member says that it is there this often.</summary>
    public static TimeSpan PingPeriod => TimeSpan.FromSeconds(5);

    /// <summary>Who says nothing for this long is gone: with the second that looking takes, fifteen.</summary>
    public static TimeSpan GoneAfter => TimeSpan.FromSeconds(14);
}
