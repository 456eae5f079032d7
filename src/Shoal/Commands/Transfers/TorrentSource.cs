using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Transfers;

/// <summary>Where a torrent is told: the bytes of a .torrent file, or a magnet link.</summary>
/// <param name="Given">As typed.</param>
/// <param name="Metainfo">Bytes of a .torrent; empty for a magnet.</param>
/// <param name="Magnet">A magnet link, else null.</param>
internal sealed record TorrentSource(string Given, ReadOnlyMemory<byte> Metainfo, string? Magnet)
{
    /// <summary>Reads or fetches what the user named.</summary>
    /// <exception cref="CommandFailedException">It is nothing usable.</exception>
    public static async Task<TorrentSource> OpenAsync(string given, CancellationToken cancel)
    {
        if (MagnetLink.LooksLikeOne(given)) return new TorrentSource(given, default, given);
        if (IsWebAddress(given))
        {
            if (!Uri.TryCreate(given, UriKind.Absolute, out var url)) throw Fault(given, "is not a web address; check its spelling.");
            try
            {
                return new TorrentSource(given, await TorrentFetch.FetchAsync(url, cancel).ConfigureAwait(false), null);
            }
            catch (IOException fault)
            {
                throw Fault(given, fault.Message.ReplaceLineEndings(" "));
            }
        }

        return new TorrentSource(given, await ReadFileAsync(given, cancel).ConfigureAwait(false), null);
    }

    /// <exception cref="CommandFailedException">It is nothing that can be added.</exception>
    public async Task<Torrent> AddToAsync(ShoalEngine engine, AddTorrent request, CancellationToken cancel)
    {
        try
        {
            return await engine.AddAsync(request, cancel).ConfigureAwait(false);
        }
        catch (InvalidDataException fault)
        {
            throw Fault(Given, TerminalText.Escape(fault.Message));
        }
    }

    /// <exception cref="CommandFailedException">It is no torrent that can be used.</exception>
    public TorrentMetainfo ReadMetainfo() =>
        MetainfoReader.TryRead(Metainfo, out var torrent, out var error) ? torrent : throw Fault(Given, TerminalText.Escape(error.Message));

    /// <exception cref="CommandFailedException">It is no magnet link that can be used.</exception>
    public MagnetLink ReadMagnet() =>
        MagnetLink.TryParse(Magnet, out var link, out var error) ? link : throw Fault(Given, TerminalText.Escape(error));

    /// <summary>Bytes of a .torrent file on disk.</summary>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadFileAsync(string path, CancellationToken cancel)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MetainfoReader.MaxTorrentBytes)
                throw Fault(path, $"has more than {MetainfoReader.MaxTorrentBytes >> 20} MiB; that is no .torrent file.");
            return await File.ReadAllBytesAsync(path, cancel).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            if (Directory.Exists(path)) throw Fault(path, "is a folder; give a .torrent file.");
            throw Fault(path, "there is no such file; give a .torrent file, a magnet link or a web address.");
        }
        catch (UnauthorizedAccessException)
        {
            throw Fault(path, "may not be read; check its permissions.");
        }
    }

    public static CommandFailedException Fault(string given, string what) => new($"{TerminalText.Escape(given)}: {what}");

    private static bool IsWebAddress(string given) =>
        given.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || given.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
