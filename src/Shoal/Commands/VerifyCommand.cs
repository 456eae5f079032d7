using System.CommandLine;
using Shoal.Commands.Documents;
using Shoal.Commands.Transfers;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands;

/// <summary><c>shoal verify</c>: what of a torrent's data is whole, and what is not.</summary>
internal static class VerifyCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var file = new Argument<string>("FILE") { Description = "A .torrent file." };
        var directory = new Argument<string>("DIR") { Description = "The folder that holds its data." };
        CommonOptions.RefuseOptions(file);
        CommonOptions.RefuseOptions(directory);
        var json = CommonOptions.Json();
        var command = new Command("verify", "Check data against its torrent: what is whole, what isn't. Exit code 0 only when all is.")
        {
            file, directory, json,
        };
        command.SetAction((parsed, cancel) =>
            RunAsync(parsed.GetRequiredValue(file), parsed.GetRequiredValue(directory), parsed.GetValue(json), environment, cancel));
        return command;
    }

    private static async Task<int> RunAsync(string given, string directory, bool json, CommandEnvironment environment, CancellationToken cancel)
    {
        var source = await TorrentSource.OpenAsync(given, cancel).ConfigureAwait(false);
        if (source.Magnet is not null) throw new CommandFailedException("a magnet link holds no hashes of pieces; give the .torrent file.", ExitCode.Usage);
        var torrent = source.ReadMetainfo();
        if (!Directory.Exists(directory)) throw TorrentSource.Fault(directory, "there is no such folder; give the one that holds the data.");

        VerifyReport report;
        using (var progress = new HashingReport(environment, "checking", isQuiet: json))
        {
            report = await TorrentVerifier.VerifyAsync(torrent, directory, progress, cancel).ConfigureAwait(false);
        }

        if (json) environment.Out.WriteLine(ShoalJson.Document(VerifyDocument.Of(torrent, report)));
        else Write(environment.Out, report);
        return report.IsWhole ? ExitCode.Ok : ExitCode.Failure;
    }

    private static void Write(TextWriter output, VerifyReport report)
    {
        foreach (var file in report.Files.Where(file => file.Condition != FileCondition.Whole))
            output.WriteLine($"{VerifyDocument.Word(file.Condition),-10}  {TerminalText.Escape(file.File.Path)}{Detail(file)}");
        var whole = report.Files.Count(file => file.Condition == FileCondition.Whole);
        output.WriteLine($"{whole} of {report.Files.Count} files whole, {report.Pieces.Count} of {report.Pieces.PieceCount} pieces right");
    }

    private static string Detail(FileVerdict file)
    {
        var note = file.Note is null ? "" : ", " + TerminalText.Escape(file.Note);
        return file.Condition is FileCondition.Damaged or FileCondition.Short && file.BadPieces > 0
            ? $" ({file.BadPieces} piece{(file.BadPieces == 1 ? "" : "s")} wrong{note})"
            : note.Length > 0 ? $" ({note[2..]})" : "";
    }
}
