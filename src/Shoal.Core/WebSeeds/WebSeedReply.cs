namespace Shoal.Core.WebSeeds;

/// <summary>The head of an answer to a request for a range of a file (RFC 9110, section 14), as far as it matters here.</summary>
/// <param name="Status">HTTP status; redirects have been followed.</param>
public readonly record struct WebSeedReply(int Status)
{
    /// <summary>A server without ranges sends the file from its start; up to this many bytes are read past, for more it is not used.</summary>
    public const int MaxSkipBytes = 1 << 20;

    /// <summary>First byte of the range it says it sends (Content-Range); null when it says none.</summary>
    public long? From { get; init; }

    /// <summary>Last byte of it.</summary>
    public long? To { get; init; }

    /// <summary>Bytes of the whole file, as Content-Range has it; null for "*".</summary>
    public long? Total { get; init; }

    /// <summary>Content-Length; null when it is not said.</summary>
    public long? BodyBytes { get; init; }

    /// <summary>It has a Content-Encoding: not the file's bytes.</summary>
    public bool IsEncoded { get; init; }

    /// <param name="offset">First byte asked for.</param>
    /// <param name="length">Bytes asked for.</param>
    /// <param name="fileBytes">Length of the file, from the torrent.</param>
    /// <param name="skip">Bytes to be read past before those asked for.</param>
    public WebSeedVerdict Judge(long offset, int length, long fileBytes, out int skip)
    {
        skip = 0;
        switch (Status)
        {
            case 206:
                var isAsked = From == offset && To == offset + length - 1 && (BodyBytes ?? length) == length;
                return isAsked && !IsEncoded && (Total ?? fileBytes) == fileBytes ? WebSeedVerdict.Serves : WebSeedVerdict.Lacks;
            case 200:
                if (IsEncoded || (BodyBytes ?? fileBytes) != fileBytes || offset > MaxSkipBytes) return WebSeedVerdict.Lacks;
                skip = (int)offset;
                return WebSeedVerdict.Serves;
            case 408 or 425 or 429 or >= 500:
                return WebSeedVerdict.Later;
            default:
                return WebSeedVerdict.Lacks;
        }
    }
}
