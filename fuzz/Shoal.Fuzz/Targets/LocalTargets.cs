using Shoal.Core.LocalDiscovery;
using Shoal.Core.Primitives;

namespace Shoal.Fuzz.Targets;

internal static class LocalTargets
{
    private const string Group = "239.192.152.143:6771";

    public static FuzzTarget[] All =>
    [
        new("bt-search", () =>
        [
            new SearchMessage { Port = 6881, InfoHashes = [default, new InfoHash("aaaaaaaaaaaaaaaaaaaa"u8)], Cookie = "x" }.ToDatagram(Group),
            Corpus.Latin("BT-SEARCH * HTTP/1.1\r\nport:1\r\ninfohash:0000000000000000000000000000000000000000\r\n\r\n"),
        ], Run)
        {
            MaxInputBytes = SearchMessage.MaxReadBytes + 100,
            Words = [.. new[] { "BT-SEARCH * HTTP/1.1\r\n", "\r\n", ": ", "Port: ", "Infohash: ", "cookie: ", "65536" }.Select(Corpus.Latin)],
        },
    ];

    private static int Run(byte[] input)
    {
        if (!SearchMessage.TryRead(input, out var message)) return 0;
        Promise.Holds(message.Port is > 0 and <= ushort.MaxValue, "a port is one");
        Promise.Holds(message.InfoHashes.Count is > 0 and <= SearchMessage.MaxReadInfoHashes, "some info-hashes, not too many");
        Promise.Holds(message.Cookie.Length <= SearchMessage.MaxCookieBytes, "a cookie is short");
        Promise.Holds(SearchMessage.TryRead(message.ToDatagram(Group), out var again) && again.Port == message.Port, "what was written reads back");
        return HashCode.Combine(message.InfoHashes.Count, message.Cookie.Length, message.Port % 7);
    }
}
