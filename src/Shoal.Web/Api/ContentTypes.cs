namespace Shoal.Web.Api;

/// <summary>What a file of a torrent is, by its name's ending. A short list on purpose: all else is bytes to save, and nothing on it can run.</summary>
internal static class ContentTypes
{
    public const string Unknown = "application/octet-stream";

    private static readonly Dictionary<string, string> ByEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".mp4"] = "video/mp4",
        [".m4v"] = "video/mp4",
        [".mov"] = "video/quicktime",
        [".mkv"] = "video/x-matroska",
        [".webm"] = "video/webm",
        [".ogv"] = "video/ogg",
        [".avi"] = "video/x-msvideo",
        [".mpg"] = "video/mpeg",
        [".mpeg"] = "video/mpeg",
        [".ts"] = "video/mp2t",
        [".wmv"] = "video/x-ms-wmv",
        [".mp3"] = "audio/mpeg",
        [".m4a"] = "audio/mp4",
        [".aac"] = "audio/aac",
        [".flac"] = "audio/flac",
        [".ogg"] = "audio/ogg",
        [".oga"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".wav"] = "audio/wav",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".vtt"] = "text/vtt; charset=utf-8",
        [".srt"] = "text/plain; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
        [".nfo"] = "text/plain; charset=utf-8",
    };

    public static string Of(string path) => ByEnding.GetValueOrDefault(Path.GetExtension(path), Unknown);
}
