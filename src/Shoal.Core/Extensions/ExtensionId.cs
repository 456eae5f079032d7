namespace Shoal.Core.Extensions;

/// <summary>The numbers under which we receive extension messages (BEP 10); a peer has numbers of its own, see <see cref="ExtensionMap"/>.</summary>
public enum ExtensionId : byte
{
    /// <summary>The extension handshake itself.</summary>
    Handshake = 0,

    /// <summary>ut_metadata (BEP 9).</summary>
    UtMetadata = 1,

    /// <summary>ut_pex (BEP 11).</summary>
    UtPex = 2,

    /// <summary>lt_donthave (BEP 54).</summary>
    LtDontHave = 3,

    /// <summary>upload_only: the sender began or ceased to want nothing, after its handshake (BEP 21).</summary>
    UploadOnly = 4,

    // 16 and 17 are set aside for our own extensions: shoal_code and shoal_room.
}
