using System.CommandLine;
using Shoal.Commands.Documents;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands;

/// <summary><c>shoal create</c>: makes a .torrent of a file or a folder.</summary>
internal static class CreateCommand
{
    /// <summary>The largest power of two that a piece may have.</summary>
    private const int MaxPieceBytes = 256 << 20;

    public static Command Build(CommandEnvironment environment)
    {
        var path = new Argument<string>("PATH") { Description = "The file or folder to share." };
        CommonOptions.RefuseOptions(path);
        var output = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Where to write it. Default: the name of PATH, with .torrent at its end, in this folder." };
        var v1 = new Option<bool>("--v1") { Description = "For v1 clients only (BEP 3)." };
        var v2 = new Option<bool>("--v2") { Description = "For v2 clients only (BEP 52)." };
        var hybrid = new Option<bool>("--hybrid") { Description = "For both; the default." };
        var pieceLength = CommonOptions.Bytes("--piece-length", "N", "Bytes of a piece, a power of two of at least 16K. Default: by the size of it all.");
        var trackers = CommonOptions.Trackers();
        var webSeeds = new Option<string[]>("--web-seed") { HelpName = "URL", Description = "Where the files are served over HTTP; may be given several times." };
        var isPrivate = new Option<bool>("--private") { Description = "Peers come from its trackers only (BEP 27)." };
        var comment = new Option<string?>("--comment") { HelpName = "TEXT", Description = "A word for people." };
        var mark = new Option<string?>("--source") { HelpName = "TEXT", Description = "A mark that gives the same data another info-hash." };
        var json = CommonOptions.Json();
        var command = new Command("create", "Make a .torrent of a file or a folder.")
        {
            path, output, v1, v2, hybrid, pieceLength, trackers, webSeeds, isPrivate, comment, mark, json,
        };
        command.Validators.Add(result =>
        {
            if (new[] { v1, v2, hybrid }.Count(kind => result.GetValue(kind)) > 1) result.AddError("give one of --v1, --v2 and --hybrid.");
            var bytes = result.GetValue(pieceLength);
            if (bytes != 0 && (bytes < TorrentGeometry.BlockSize || bytes > MaxPieceBytes || (bytes & (bytes - 1)) != 0))
                result.AddError("'--piece-length' is a power of two from 16K to 256M.");
        });
        command.SetAction((parsed, cancel) => RunAsync(
            new CreateTorrent
            {
                Path = parsed.GetRequiredValue(path),
                Kind = parsed.GetValue(v1) ? TorrentKind.V1 : parsed.GetValue(v2) ? TorrentKind.V2 : TorrentKind.Hybrid,
                PieceBytes = parsed.GetValue(pieceLength) is > 0 and var bytes ? (int)bytes : null,
                Options = new MetainfoOptions
                {
                    Trackers = [.. (parsed.GetValue(trackers) ?? []).Select(url => (IReadOnlyList<string>)[url])],
                    WebSeeds = parsed.GetValue(webSeeds) ?? [],
                    IsPrivate = parsed.GetValue(isPrivate),
                    Comment = parsed.GetValue(comment),
                    Source = parsed.GetValue(mark),
                    CreatedBy = ShoalCommand.Version,
                    CreationDate = environment.Time.GetUtcNow(),
                },
            },
            parsed.GetValue(output),
            parsed.GetValue(json),
            environment,
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(CreateTorrent request, string? output, bool json, CommandEnvironment environment, CancellationToken cancel)
    {
        output ??= Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Path))) + ".torrent";
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output))))
            throw new CommandFailedException($"{TerminalText.Escape(output)} cannot be written: there is no such folder. Choose another place with -o.");
        CreatedTorrent created;
        using (var progress = new HashingReport(environment, "hashing", isQuiet: json))
        {
            created = await TorrentMaker.CreateAsync(request, progress, cancel).ConfigureAwait(false);
        }

        await WriteAsync(output, created.TorrentFile, cancel).ConfigureAwait(false);
        foreach (var note in created.Notes) environment.Error.WriteLine("shoal create: " + TerminalText.Escape(note));
        if (json)
        {
            environment.Out.WriteLine(ShoalJson.Document(TorrentDocument.Of(created.Metainfo) with { TorrentFile = Path.GetFullPath(output) }));
        }
        else
        {
            var files = created.Metainfo.Files.Count(file => !file.IsPad);
            environment.Out.WriteLine($"Wrote {TerminalText.Escape(output)}: {ByteCount.Show(created.Metainfo.ContentBytes)} in {files} file{(files == 1 ? "" : "s")}");
            environment.Out.WriteLine(MagnetLink.Of(created.Metainfo).ToString());
        }

        return ExitCode.Ok;
    }

    // All or nothing: a torrent file cut off by a full disk would look like one.
    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var unfinished = path + ".part";
        try
        {
            await File.WriteAllBytesAsync(unfinished, bytes, cancel).ConfigureAwait(false);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
            throw new CommandFailedException($"{TerminalText.Escape(path)} cannot be written: {TerminalText.Escape(fault.Message)} Choose another place with -o.");
        }
    }
}
