using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shoal.Core.Metainfo;
using Shoal.Engine.Platform;
using Shoal.Engine.State;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>Where files grow until they are whole: a hidden folder beside the place they will have, with its own journal.</summary>
/// <remarks>
/// <c>.shoal-XXXX.part/data/content/0000000 …</c> and <c>.shoal-XXXX.part/state</c>. It knows files by their content (BEP 52's
/// root and length), not by code or info-hash: whoever is sent the same files later, by whatever code, finds them here.
/// </remarks>
internal sealed class ReceivedFolder : IAsyncDisposable
{
    private const string Prefix = ".shoal-", Suffix = ".part";

    private readonly string _path;
    private readonly StateFolder _state;
    private readonly ILogger _log;

    private ReceivedFolder(string path, ILogger log)
    {
        (_path, _log) = (path, log);
        DataPath = Path.Combine(path, "data");
        _state = StateFolder.Open(Path.Combine(path, "state"), log);
        Memory = new TorrentMemory(_state, log) { ForgetsWhenDone = true };
    }

    /// <summary>Folder that the torrent's paths start from.</summary>
    public string DataPath { get; }

    /// <summary>The journal, for the torrent. Disposed with the folder.</summary>
    public TorrentMemory Memory { get; }

    /// <summary>Each piece as soon as it is written; null before <see cref="AdoptAsync"/>, and where the system has no way for it.</summary>
    public PieceClaims? Claims { get; private set; }

    /// <exception cref="IOException">The disk failed, or we may not write there.</exception>
    public static ReceivedFolder Create(string directory, ILogger log)
    {
        try
        {
            var path = Path.Combine(directory, $"{Prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}{Suffix}");
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path).Attributes |= FileAttributes.Hidden;
            else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.CreateDirectory(Path.Combine(path, "data"));
            return new ReceivedFolder(path, log);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException($"{directory}: Shoal may not write there; choose another folder with --output.", fault);
        }
    }

    /// <summary>Takes over what earlier attempts in the same folder have of these files. What they verified and recorded is not hashed again.</summary>
    /// <returns>What the torrent has, written down already: a kill at any moment from here on loses nothing that is on disk.</returns>
    public async Task<ResumeRecord> AdoptAsync(TorrentMetainfo metainfo, ReadOnlyMemory<byte> torrentFile)
    {
        var found = new List<EarlierFolder>();
        try
        {
            foreach (var path in Directory.EnumerateDirectories(Path.GetDirectoryName(_path)!, $"{Prefix}*{Suffix}"))
                if (path != _path && EarlierFolder.TryOpen(path, _log) is { } earlier) found.Add(earlier);
            var plan = AdoptionPlan.Make(metainfo, found.SelectMany(folder => folder.Files), DataPath);
            // Claimed first, moved then: a claim without its file is dropped at the next look, a file without a claim would be lost.
            await _state.SaveTorrentAsync(metainfo.InfoHashes.Primary, torrentFile).ConfigureAwait(false);
            _state.Save(plan.Durable);
            Claims = PieceClaims.Begin(EarlierFolder.ClaimsPath(_path), plan.Record.Pieces!);
            await _state.FlushAsync().ConfigureAwait(false);
            plan.Move(FileSystems.Local, DataPath);
            var taken = plan.Moves.Select(move => move.From).ToHashSet();
            foreach (var folder in found) folder.IsEmptied = folder.Files.Count > 0 ? folder.Files.All(taken.Contains) : !folder.HasData;
            return plan.Record;
        }
        finally
        {
            foreach (var folder in found) await folder.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Everything has its place: the folder goes.</summary>
    public async Task DeleteAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_path, recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        Claims?.Dispose();
        return Memory.DisposeAsync();
    }
}
