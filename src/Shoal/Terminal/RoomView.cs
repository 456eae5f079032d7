using System.Globalization;
using Shoal.Commands;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Terminal;

/// <summary>A room as lines. Pure; text of strangers is escaped.</summary>
internal static class RoomView
{
    private const int MembersShownMax = 15, PeersShownMax = 8, SizeCells = 9;

    public static IReadOnlyList<string> Lines(RoomSnapshot now, int width)
    {
        var lines = new List<string> { CellText.Fit(Sharing(now), width) };
        if (now.Members.Count == 0) lines.Add("nobody else is here yet");
        foreach (var member in now.Members.Take(MembersShownMax))
            lines.Add(CellText.Fit($"  {TerminalText.Escape(member.Name)}  {member.Address}  {FilesText(member.Files, member.Bytes)}{(member.IsCatalogWhole ? "" : ", listening")}", width));
        if (now.Members.Count > MembersShownMax) lines.Add($"  and {now.Members.Count - MembersShownMax} more");
        return lines;
    }

    public static string FilesText(int files, long bytes) => files == 0 ? "shares nothing"
        : string.Create(CultureInfo.InvariantCulture, $"{files:N0} {(files == 1 ? "file" : "files")}, {ByteCount.Show(bytes)}");

    /// <summary>Size, path and holders in one line.</summary>
    public static string FileLine(string path, long length, string holders, int width)
    {
        var size = ByteCount.Show(length).PadLeft(SizeCells);
        var tail = holders.Length == 0 ? "" : "  (" + TerminalText.Escape(holders) + ")";
        return CellText.Fit($"{size}  {TerminalText.Escape(path)}{tail}", Math.Max(width, 40));
    }

    public static IReadOnlyList<string> Transfer(RoomTransferSnapshot now, int width) =>
    [
        ProgressView.Hashing("", new HashingProgress(now.DoneBytes, Math.Max(now.TotalBytes, 1)), now.DownloadRate, width),
        .. now.Peers.Take(PeersShownMax).Select(peer => CellText.Fit($"  from {peer.Address}  {ByteCount.Show(peer.DownloadedBytes)}", width)),
    ];

    private static string Sharing(RoomSnapshot now)
    {
        var text = $"sharing {(now.SharedFiles == 0 ? "nothing" : FilesText(now.SharedFiles, now.SharedBytes))}";
        if (now.UnhashedBytes > 0) text += $", reading {ByteCount.Show(now.HashedBytes)} of {ByteCount.Show(now.UnhashedBytes)}";
        if (now.UploadedBytes > 0) text += $", gave {ByteCount.Show(now.UploadedBytes)}";
        return now.Strangers > 0 ? text + $"; {now.Strangers} came with another password" : text;
    }
}
