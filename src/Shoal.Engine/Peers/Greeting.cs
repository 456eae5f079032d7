using Shoal.Core.Extensions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Peers;

/// <summary>What we say of ourselves to a peer (BEP 10).</summary>
internal static class Greeting
{
    private const string ClientName = "Shoal 0.1";

    /// <param name="record">Which torrent. A private one's metadata is for its tracker's members, so it is not offered, nor are addresses (BEP 27).</param>
    /// <param name="services">Of the engine.</param>
    /// <param name="connection">To whom.</param>
    /// <param name="isUploadOnly">We want nothing more (BEP 21).</param>
    public static ExtensionHandshake To(PeerConnection connection, TorrentRecord record, EngineServices services, bool isUploadOnly)
    {
        var exchanges = services.Options.Discovery.UsePeerExchange && !record.IsPrivate;
        return new ExtensionHandshake
        {
            Extensions = ExtensionMap.Of(
            [
                ExtensionId.LtDontHave, ExtensionId.UploadOnly,
                .. (ReadOnlySpan<ExtensionId>)(record.IsPrivate ? [] : [ExtensionId.UtMetadata]), .. (ReadOnlySpan<ExtensionId>)(exchanges ? [ExtensionId.UtPex] : []),
            ]),
            ClientName = ClientName,
            ListenPort = services.AnnouncedPort == 0 ? null : services.AnnouncedPort,
            RequestQueue = PeerInbound.OpenRequestsMax,
            MetadataBytes = record.IsPrivate ? null : record.Metainfo?.InfoBytes.Length,
            IsUploadOnly = isUploadOnly ? true : null,
            YourAddress = connection.Address.Address,
        };
    }
}
