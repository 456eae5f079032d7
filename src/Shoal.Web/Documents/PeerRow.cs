using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>A connection.</summary>
/// <param name="Address">Address and port.</param>
/// <param name="Client">What the peer calls itself: a stranger's text.</param>
/// <param name="IsIncoming">It dialled us.</param>
/// <param name="Progress">Share of the torrent it has, 0 to 1.</param>
/// <param name="Downloaded">Payload bytes received from it.</param>
/// <param name="Uploaded">Payload bytes sent to it.</param>
public sealed record PeerRow(string Address, string Client, bool IsIncoming, double Progress, long Downloaded, long Uploaded)
{
    internal static PeerRow Of(PeerSnapshot peer) =>
        new(peer.Address.ToString(), peer.Client, peer.IsIncoming, Math.Round(peer.Progress, 4), peer.DownloadedBytes, peer.UploadedBytes);
}
