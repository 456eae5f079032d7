using System.Net;
using Shoal.Core.Primitives;

namespace Shoal.Tracker;

/// <summary>Reads the lists an operator keeps: a line an entry, "#" starts a comment.</summary>
internal static class RuleFiles
{
    /// <exception cref="IOException">A list cannot be read, or a line of it is no entry; the message names both.</exception>
    public static TrackerRules Read(TrackerOptions options)
    {
        IPNetwork[] banned = options.BanFile is null ? [] : [.. Networks(options.BanFile)];
        return Read(options, banned);
    }

    private static TrackerRules Read(TrackerOptions options, IPNetwork[] banned) => new()
    {
        Hashes = options.AllowFile is not null ? Hashes(options.AllowFile) : options.DenyFile is not null ? Hashes(options.DenyFile) : null,
        IsAllowList = options.AllowFile is not null,
        Passkeys = options.PasskeyFile is null ? null : new Passkeys(Keys(options.PasskeyFile)),
        Proxies = new AddressSet(options.Proxies),
        BannedNetworks = banned,
        Banned = new AddressSet(banned),
    };

    /// <summary>Every list that is read.</summary>
    public static IEnumerable<string> Of(TrackerOptions options) =>
        new[] { options.AllowFile, options.DenyFile, options.PasskeyFile, options.BanFile }.OfType<string>();

    private static HashSet<InfoHash> Hashes(string path)
    {
        var hashes = new HashSet<InfoHash>();
        foreach (var (line, number) in Lines(path))
            hashes.Add(InfoHash.TryParseHex(line, out var hash) ? hash : throw Wrong(path, number, "an info-hash of 40 hexadecimal digits"));
        return hashes;
    }

    private static IEnumerable<string> Keys(string path) => Lines(path).Select(entry =>
        Passkeys.IsPasskey(entry.Line) ? entry.Line : throw Wrong(path, entry.Number, "a passkey of 8 to 64 letters, digits, - and _"));

    /// <summary>Addresses and networks of a list.</summary>
    /// <exception cref="IOException">It cannot be read, or a line of it is no entry; thrown while it is gone through.</exception>
    public static IEnumerable<IPNetwork> Networks(string path) => Lines(path).Select(entry =>
        AddressSet.TryParse(entry.Line, out var network) ? network : throw Wrong(path, entry.Number, "an address or a network like 192.0.2.0/24"));

    private static IEnumerable<(string Line, int Number)> Lines(string path)
    {
        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            var mark = text.IndexOf('#', StringComparison.Ordinal);
            var line = (mark < 0 ? text : text[..mark]).Trim();
            if (line.Length > 0) yield return (line, number);
        }
    }

    private static IOException Wrong(string path, int line, string expected) => new($"{path}: line {line} is not {expected}.");
}
