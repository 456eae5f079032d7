using System.CommandLine;
using System.Globalization;
using Shoal.Commands.Documents;
using Shoal.Commands.Transfers;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;

namespace Shoal.Commands;

/// <summary><c>shoal show</c>: what a .torrent or a magnet link says.</summary>
internal static class ShowCommand
{
    private const int LabelCells = 14;

    public static Command Build(CommandEnvironment environment)
    {
        var source = new Argument<string>("FILE|MAGNET") { Description = "A .torrent file, its web address, or a magnet link." };
        CommonOptions.RefuseOptions(source);
        var json = CommonOptions.Json();
        var command = new Command("show", "Tell what a torrent says: names, sizes, info-hashes, trackers, its magnet link.") { source, json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(source), parsed.GetValue(json), environment.Out, cancel));
        return command;
    }

    private static async Task<int> RunAsync(string given, bool json, TextWriter output, CancellationToken cancel)
    {
        var source = await TorrentSource.OpenAsync(given, cancel).ConfigureAwait(false);
        if (source.Magnet is not null)
        {
            var link = source.ReadMagnet();
            if (json) output.WriteLine(ShoalJson.Document(MagnetDocument.Of(link)));
            else Write(output, link);
        }
        else
        {
            var torrent = source.ReadMetainfo();
            if (json) output.WriteLine(ShoalJson.Document(TorrentDocument.Of(torrent)));
            else Write(output, torrent);
        }

        return ExitCode.Ok;
    }

    private static void Write(TextWriter output, MagnetLink link)
    {
        Write(output, "Name", link.Name ?? "(not said)");
        WriteHashes(output, link.InfoHashes);
        Write(output, "Trackers", link.Trackers);
        Write(output, "Web seeds", link.WebSeeds);
        Write(output, "Peers", link.Peers.Select(peer => peer.ToString()));
        if (link.SelectedFiles is { } files) Write(output, "Only files", string.Join(", ", files));
        Write(output, "Magnet", link.ToString());
    }

    private static void Write(TextWriter output, TorrentMetainfo torrent)
    {
        var files = torrent.Files.Where(file => !file.IsPad).ToList();
        Write(output, "Name", torrent.Name);
        WriteHashes(output, torrent.InfoHashes);
        Write(output, "Size", Invariant($"{ByteCount.Show(torrent.ContentBytes)} ({torrent.ContentBytes:N0} bytes) in {files.Count:N0} file{(files.Count == 1 ? "" : "s")}"));
        Write(output, "Pieces", Invariant($"{torrent.Geometry.PieceCount:N0} of {ByteCount.Show(torrent.Geometry.PieceBytes)}"));
        if (torrent.IsPrivate) Write(output, "Private", "yes: peers come from its trackers only");
        if (torrent.CreationDate is { } date) Write(output, "Created", Invariant($"{date:yyyy-MM-dd HH:mm:ss} UTC"));
        Write(output, "Created by", torrent.CreatedBy);
        Write(output, "Comment", torrent.Comment);
        Write(output, "Source", torrent.Source);
        Write(output, "Trackers", torrent.Trackers.SelectMany((tier, i) => tier.Select(url => torrent.Trackers.Count > 1 ? Invariant($"{i + 1}. {url}") : url)));
        Write(output, "Web seeds", torrent.WebSeeds);
        Write(output, "Magnet", MagnetLink.Of(torrent).ToString());
        output.WriteLine("Files");
        foreach (var file in files) output.WriteLine($"{ByteCount.Show(file.Length),12}  {TerminalText.Escape(file.Path)}{Notes(file)}");
    }

    private static string Notes(TorrentFile file)
    {
        if (file.SymlinkTarget is { } target) return " -> " + TerminalText.Escape(target);
        return file.IsExecutable ? " (executable)" : "";
    }

    private static void WriteHashes(TextWriter output, InfoHashes hashes)
    {
        Write(output, "Kind", TorrentDocument.VersionOf(hashes) is "hybrid" ? "hybrid: v1 and v2" : TorrentDocument.VersionOf(hashes));
        Write(output, "Info-hash v1", hashes.V1?.ToString());
        Write(output, "Info-hash v2", hashes.V2?.ToString());
    }

    private static void Write(TextWriter output, string label, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            Write(output, label, value);
            label = "";
        }
    }

    // Everything but the labels is a stranger's.
    private static void Write(TextWriter output, string label, string? value)
    {
        if (!string.IsNullOrEmpty(value)) output.WriteLine(label.PadRight(LabelCells) + TerminalText.Escape(value));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
