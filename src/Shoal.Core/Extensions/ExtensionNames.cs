namespace Shoal.Core.Extensions;

/// <summary>What the extensions we know are called in the handshake's "m" (BEP 10).</summary>
public static class ExtensionNames
{
    /// <summary>All extensions with a name, in the order of their names: bencode sorts keys.</summary>
    internal static ReadOnlySpan<ExtensionId> Sorted =>
        [ExtensionId.LtDontHave, ExtensionId.ShoalCode, ExtensionId.ShoalRoom, ExtensionId.UploadOnly, ExtensionId.UtMetadata, ExtensionId.UtPex];

    /// <exception cref="ArgumentOutOfRangeException">It has no name: the handshake, or a number nobody defined.</exception>
    public static ReadOnlySpan<byte> Of(ExtensionId id) => id switch
    {
        ExtensionId.UtMetadata => "ut_metadata"u8,
        ExtensionId.UtPex => "ut_pex"u8,
        ExtensionId.LtDontHave => "lt_donthave"u8,
        ExtensionId.UploadOnly => "upload_only"u8,
        ExtensionId.ShoalCode => "shoal_code"u8,
        ExtensionId.ShoalRoom => "shoal_room"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "No extension has this number."),
    };

    internal static bool TryFind(ReadOnlySpan<byte> name, out ExtensionId id)
    {
        foreach (var known in Sorted)
        {
            id = known;
            if (Of(known).SequenceEqual(name)) return true;
        }

        id = default;
        return false;
    }
}
