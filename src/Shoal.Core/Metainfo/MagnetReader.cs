using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Reads one magnet link. A parameter that is damaged or unknown is left out; only a damaged hash spoils the link.</summary>
internal sealed class MagnetReader
{
    private const string Scheme = "magnet:?";
    private const int MaxUrls = MetainfoReader.MaxUrls;

    private static readonly string[] TrackerSchemes = ["http://", "https://", "udp://", "ws://", "wss://"];
    private static readonly string[] SeedSchemes = ["http://", "https://"];

    private static readonly SearchValues<char> ListCharacters = SearchValues.Create("0123456789-,");

    private readonly List<string> _trackers = [];
    private readonly List<string> _webSeeds = [];
    private readonly List<HostPort> _peers = [];
    private readonly List<HostPort> _nodes = [];
    private IReadOnlyList<FileRange> _selected = [];
    private InfoHash? _v1;
    private Sha256Hash? _v2;
    private string? _name;

    public bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out MagnetLink? link, out string error)
    {
        (link, error) = (null, "");
        if (text.Length > MagnetLink.MaxLength) return Fail("The magnet link is too long.", out error);
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Fail("This is not a magnet link.", out error);
        var parameters = text[Scheme.Length..];
        foreach (var range in parameters.Split('&'))
        {
            var parameter = parameters[range];
            var equals = parameter.IndexOf('=');
            if (equals < 0) continue;
            if (!TryAccept(NameOf(parameter[..equals]), Unescape(parameter[(equals + 1)..])))
                return Fail("The magnet link's info-hash is damaged.", out error);
        }

        if (_v1 is null && _v2 is null) return Fail("The magnet link has no info-hash that BitTorrent knows.", out error);
        link = new MagnetLink
        {
            InfoHashes = new InfoHashes(_v1, _v2),
            Name = _name,
            Trackers = _trackers,
            WebSeeds = _webSeeds,
            Peers = _peers,
            Nodes = _nodes,
            SelectedFiles = _selected.Count == 0 ? null : _selected,
        };
        return true;
    }

    // Parameters may be numbered ("tr.1"); the number means nothing.
    private static string NameOf(ReadOnlySpan<char> name)
    {
        var dot = name.IndexOf('.');
        if (dot > 0 && name[(dot + 1)..].IndexOfAnyExceptInRange('0', '9') < 0) name = name[..dot];
        return name.ToString().ToLowerInvariant();
    }

    // False spoils the link. A null value could not be unescaped.
    private bool TryAccept(string name, byte[]? value)
    {
        if (value is null) return name != "xt";
        switch (name)
        {
            case "xt": return TryAcceptTopic(Encoding.UTF8.GetString(value));
            case "dn" when value.Length > 0: _name ??= Encoding.UTF8.GetString(value); break;
            case "tr": AddUrl(value, TrackerSchemes, _trackers); break;
            case "ws": AddUrl(value, SeedSchemes, _webSeeds); break;
            case "x.pe": AddHost(value, _peers); break;
            case "dht": AddHost(value, _nodes); break;
            case "so": Select(Encoding.UTF8.GetString(value)); break;
        }

        return true;
    }

    // Topics of other networks are no fault.
    private bool TryAcceptTopic(string topic)
    {
        const string V1 = "urn:btih:", V2 = "urn:btmh:", Sha256Prefix = "1220";
        if (topic.StartsWith(V1, StringComparison.OrdinalIgnoreCase))
        {
            var hash = topic[V1.Length..];
            if (!InfoHash.TryParseHex(hash, out var parsed) && !TryParseBase32(hash, out parsed)) return false;
            _v1 ??= parsed;
        }
        else if (topic.StartsWith(V2, StringComparison.OrdinalIgnoreCase))
        {
            var hash = topic[V2.Length..];
            if (!hash.StartsWith(Sha256Prefix, StringComparison.Ordinal)) return false;
            if (!Sha256Hash.TryParseHex(hash[Sha256Prefix.Length..], out var parsed)) return false;
            _v2 ??= parsed;
        }

        return true;
    }

    private static bool TryParseBase32(string text, out InfoHash hash)
    {
        hash = default;
        if (text.Length != InfoHash.Size * 8 / 5) return false;
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        var (bits, count, at) = (0u, 0, 0);
        foreach (var c in text)
        {
            var digit = char.IsAsciiLetter(c) ? (c | 0x20) - 'a' : c is >= '2' and <= '7' ? c - '2' + 26 : -1;
            if (digit < 0) return false;
            bits = (bits << 5) | (uint)digit;
            count += 5;
            if (count < 8) continue;
            count -= 8;
            bytes[at++] = (byte)(bits >> count);
        }

        hash = new InfoHash(bytes);
        return true;
    }

    private static void AddUrl(byte[] value, string[] schemes, List<string> urls)
    {
        if (urls.Count < MaxUrls && TorrentUrl.TryRead(value, schemes, out var url) && !urls.Contains(url)) urls.Add(url);
    }

    private static void AddHost(byte[] value, List<HostPort> hosts)
    {
        if (hosts.Count >= MaxUrls || !HostPort.TryParse(Encoding.UTF8.GetString(value), out var host)) return;
        if (!hosts.Contains(host)) hosts.Add(host);
    }

    private void Select(string value)
    {
        // A list with anything else in it was meant in some other way: better all files than wrong ones.
        if (value.AsSpan().IndexOfAnyExcept(ListCharacters) < 0) _selected = FileRange.ReadList(value, _selected);
    }

    // Plus is a space, as in forms; null when a percent sign has no two hex digits after it.
    private static byte[]? Unescape(ReadOnlySpan<char> value)
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(value.ToString()));
        var length = 0;
        for (var i = 0; i < bytes.Count; i++, length++)
        {
            if (bytes[i] != (byte)'%')
            {
                bytes[length] = bytes[i] == (byte)'+' ? (byte)' ' : bytes[i];
                continue;
            }

            if (i + 2 >= bytes.Count) return null;
            ReadOnlySpan<byte> digits = [bytes[i + 1], bytes[i + 2]];
            if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped)) return null;
            bytes[length] = escaped;
            i += 2;
        }

        return [.. bytes.Take(length)];
    }

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
