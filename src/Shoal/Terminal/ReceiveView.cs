using System.Globalization;
using Shoal.Commands;
using Shoal.Engine.Sessions;

namespace Shoal.Terminal;

/// <summary>The receiver's screen as lines. Pure; text of strangers is escaped.</summary>
internal static class ReceiveView
{
    private const int PeersShownMax = 8;

    public static IReadOnlyList<string> Lines(CodeReceiverSnapshot now, int width) => now.Phase switch
    {
        CodeReceiverPhase.Looking => [now.WrongSenders == 0 ? "looking for the sender" : "looking for the sender; one that was found has another code"],
        CodeReceiverPhase.Waiting => ["found; waiting for the sender's offer"],
        CodeReceiverPhase.Deciding => [""],
        CodeReceiverPhase.Preparing => [ProgressView.Hashing("the sender is hashing", new HashingProgress(now.PreparedBytes, now.TotalBytes), 0, width)],
        CodeReceiverPhase.Placing => ["putting the files in their places"],
        _ => [Bar(now, width), .. now.Peers.Take(PeersShownMax).Select(peer => Peer(peer, width))],
    };

    private static string Bar(CodeReceiverSnapshot now, int width)
    {
        var line = ProgressView.Hashing("", new HashingProgress(now.DoneBytes, Math.Max(now.TotalBytes, 1)), now.Rate, width);
        return now.Peers.Count == 0 && now.DoneBytes < now.TotalBytes ? CellText.Fit(line + "   nobody to get it from", width) : line;
    }

    private static string Peer(PeerSnapshot peer, int width) => CellText.Fit(
        string.Create(CultureInfo.InvariantCulture, $"  from {peer.Address}  {ByteCount.Show(peer.DownloadedBytes)}{(peer.UploadedBytes > 0 ? ", to it " + ByteCount.Show(peer.UploadedBytes) : "")}"), width);
}
