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

    /// <summary>shoal_code: our own, how two sides of a share code prove it and what they say then.</summary>
    ShoalCode = 16,

    /// <summary>shoal_room: our own, how the members of a room tell each other who they are and what they share.</summary>
    ShoalRoom = 17,
}
