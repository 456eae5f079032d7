using System.IO.Compression;
using System.IO.Pipelines;
using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Web.Guests;

/// <summary>Everything of an offer as one zip file, written as it is read: no temporary file, no length limit (ZIP64), names as any receiver would have them.</summary>
internal static class GuestZip
{
    private const int BufferBytes = 256 << 10;

    // What a zip file can say of a time.
    private static readonly DateTime Oldest = new(1980, 1, 1), Newest = new(2107, 12, 31);

    /// <exception cref="CodeException">A file changed since it was offered, or the code ended; the zip file is cut off there.</exception>
    public static async Task WriteAsync(CodeGuest guest, PipeWriter pipe, CancellationToken cancel)
    {
        var output = new PipeOutput(pipe);   // never disposed: the answer is not ours to end

        // Stored as it is: what people send is mostly compressed already, and the network is faster than a compressor.
        var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel).ConfigureAwait(false);
        await using var ofZip = zip.ConfigureAwait(false);
        var file = 0;
        foreach (var entry in guest.Manifest.Entries)
        {
            if (entry.Kind == CodeEntryKind.Link) continue;
            var isFile = entry.Kind == CodeEntryKind.File;
            var item = zip.CreateEntry(isFile ? entry.Path : entry.Path + "/", CompressionLevel.NoCompression);
            if (entry.ModifiedTicks is { } ticks) item.LastWriteTime = TimeOf(ticks);
            item.ExternalAttributes = AttributesOf(entry, isFile);
            if (isFile) await CopyAsync(guest.Open(file++), item, cancel).ConfigureAwait(false);
            await output.FlushAsync(cancel).ConfigureAwait(false);   // heads were written without waiting; fifty thousand of them must not pile up
        }
    }

    private static async Task CopyAsync(Stream content, ZipArchiveEntry item, CancellationToken cancel)
    {
        await using var ofContent = content.ConfigureAwait(false);
        var into = await item.OpenAsync(cancel).ConfigureAwait(false);
        await using var ofInto = into.ConfigureAwait(false);
        await content.CopyToAsync(into, BufferBytes, cancel).ConfigureAwait(false);
    }

    // The upper half is a mode of Unix: kind and permission bits.
    private static int AttributesOf(CodeEntry entry, bool isFile) => ((isFile ? 0x8000 : 0x4000) | (entry.Mode ?? (isFile ? 0x1a4 : 0x1ed))) << 16;

    private static DateTimeOffset TimeOf(long ticksSince1970)
    {
        var ticks = Math.Clamp(ticksSince1970, Oldest.Ticks - DateTime.UnixEpoch.Ticks, Newest.Ticks - DateTime.UnixEpoch.Ticks);
        return new DateTimeOffset(DateTime.UnixEpoch.Ticks + ticks, TimeSpan.Zero);
    }
}
