using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Shoal.Core.Codes;

/// <summary>A code as a link and QR: the nameplate, a key of its own, and where the sender is. All behind the '#', which no browser sends anywhere.</summary>
/// <param name="Nameplate">The public digits.</param>
/// <param name="Key">128 random bits; not the words, so a link gives no words away.</param>
/// <param name="Addresses">Where the sender listens, as far as it knows.</param>
public sealed record CodeLink(Nameplate Nameplate, ReadOnlyMemory<byte> Key, IReadOnlyList<IPEndPoint> Addresses)
{
    public const int KeyBytes = 16;

    /// <summary>Most addresses written and read.</summary>
    public const int MaxAddresses = 4;

    private const int MaxTextLength = 1_000;
    private const string Start = "shoal:receive#";

    public CodeSecret Secret => CodeSecret.OfLink(Key.Span);

    /// <summary>Reads "…#r=4821&amp;k=…&amp;a=…", whatever stands before the '#'. Unknown fields are passed over.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CodeLink? link)
    {
        link = null;
        if (text is null || text.Length > MaxTextLength || text.IndexOf('#', StringComparison.Ordinal) is not (>= 0 and var hash)) return false;
        Nameplate? nameplate = null;
        byte[]? key = null;
        var addresses = new List<IPEndPoint>();
        foreach (var field in text[(hash + 1)..].Trim().Split('&'))
        {
            switch (field)
            {
                case ['r', '=', .. var digits]: nameplate = Nameplate.TryParse(digits, out var read) ? read : null; break;
                case ['k', '=', .. var letters]: key = ReadKey(letters); break;
                case ['a', '=', .. var address] when addresses.Count < MaxAddresses && IPEndPoint.TryParse(address, out var parsed) && parsed.Port > 0:
                    addresses.Add(parsed);
                    break;
                default: break;
            }
        }

        if (nameplate is not { } found || key is null) return false;
        link = new CodeLink(found, key, addresses);
        return true;
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Start}r={Nameplate}&k={Base64Url.EncodeToString(Key.Span)}");
        foreach (var address in Addresses.Take(MaxAddresses)) text.Append("&a=").Append(address);
        return text.ToString();
    }

    private static byte[]? ReadKey(string letters)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        return letters.Length == Base64Url.GetEncodedLength(KeyBytes)
            && Base64Url.DecodeFromChars(letters, key, out _, out var written) == OperationStatus.Done && written == KeyBytes
            ? key.ToArray() : null;
    }
}
