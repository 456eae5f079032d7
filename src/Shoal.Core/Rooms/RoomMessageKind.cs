namespace Shoal.Core.Rooms;

/// <summary>The first byte of a <c>shoal_room</c> message (BEP 10); what follows is bencoded.</summary>
/// <remarks>From 16 on: lower numbers are the messages with which a password is proven, see <see cref="Codes.CodeMessageKind"/>.</remarks>
public enum RoomMessageKind : byte
{
    None = 0,

    /// <summary>See <see cref="RoomHello"/>.</summary>
    Hello = 16,

    /// <summary>See <see cref="RoomPing"/>.</summary>
    Ping = 17,

    /// <summary>See <see cref="CatalogRequest"/>.</summary>
    Request = 18,

    /// <summary>See <see cref="CatalogPage"/>.</summary>
    Page = 19,

    /// <summary>The member leaves; nothing follows.</summary>
    Bye = 20,

    /// <summary>See <see cref="RoomGetting"/>.</summary>
    Getting = 21,
}
