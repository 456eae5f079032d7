using System.Text;
using Shoal.Core.LocalDiscovery;
using Shoal.Core.Primitives;
using Shoal.Core.Tests.Extensions;

namespace Shoal.Core.Tests.LocalDiscovery;

public class SearchMessageTests
{
    private const string Group = "239.192.152.143:6771";
    private const string Hex = "0123456789abcdef0123456789abcdef01234567";

    private static readonly InfoHash Hash = Parse(Hex);

    [Fact]
    public void A_message_is_written_as_BEP_14_says()
    {
        var datagram = new SearchMessage { Port = 6881, InfoHashes = [Hash], Cookie = "abc" }.ToDatagram(Group);

        Assert.Equal(
            $"BT-SEARCH * HTTP/1.1\r\nHost: {Group}\r\nPort: 6881\r\nInfohash: {Hex}\r\ncookie: abc\r\n\r\n\r\n", Encoding.ASCII.GetString(datagram));
    }

    [Fact]
    public void What_was_written_reads_back()
    {
        var hashes = Hashes(3);

        Assert.True(SearchMessage.TryRead(new SearchMessage { Port = 65_535, InfoHashes = hashes, Cookie = "x y" }.ToDatagram(Group), out var read));

        Assert.Equal((65_535, "x y"), (read.Port, read.Cookie));
        Assert.Equal(hashes, read.InfoHashes);
    }

    [Fact]
    public void A_full_message_fits_a_datagram()
    {
        var datagram = new SearchMessage
        {
            Port = 65_535, InfoHashes = Hashes(100), Cookie = new string('c', SearchMessage.MaxCookieBytes),
        }.ToDatagram("[ff15::efc0:988f]:6771");

        Assert.InRange(datagram.Length, SearchMessage.MaxWrittenBytes - 60, SearchMessage.MaxWrittenBytes);
        Assert.True(SearchMessage.TryRead(datagram, out var read));
        Assert.Equal(SearchMessage.MaxWrittenInfoHashes, read.InfoHashes.Count);
    }

    [Theory]
    [InlineData("port:6881\r\nINFOHASH:" + Hex + "\r\n\r\n")]
    [InlineData("Host: x\r\nX-Other: y\r\nPort:  6881 \r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Infohash: zz\r\nInfohash: " + Hex + "\r\nInfohash: " + Hex + Hex + "\r\nPort: 6881\r\n\r\n")]
    public void Names_have_any_case_and_what_is_unknown_is_skipped(string headers)
    {
        Assert.True(Read(headers, out var message));
        Assert.Equal((6881, Hash), (message.Port, Assert.Single(message.InfoHashes)));
    }

    [Theory]
    [InlineData("Infohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 6881\r\n\r\n")]
    [InlineData("Port: 0\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 65536\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: -1\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: +1\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 68 81\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port:\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 99999999999999999999\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 1\r\nPort: 2\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 6881\r\nInfohash: " + Hex + "\r\n")]
    [InlineData("Port: 6881\r\nnothing\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 6881\r\n: empty\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 6881\r\ncookie: \u0001\r\nInfohash: " + Hex + "\r\n\r\n")]
    [InlineData("Port: 6881\r\nInfohash: " + Hex + "0\r\n\r\n")]
    public void What_breaks_the_form_is_refused(string headers) => Assert.False(Read(headers, out _));

    [Theory]
    [InlineData("BT-SEARCH * HTTP/1.0\r\n")]
    [InlineData("bt-search * HTTP/1.1\r\n")]
    [InlineData("M-SEARCH * HTTP/1.1\r\n")]
    [InlineData("BT-SEARCH * HTTP/1.1\n")]
    public void Another_protocol_is_refused(string line) =>
        Assert.False(SearchMessage.TryRead(Encoding.ASCII.GetBytes($"{line}Port: 6881\r\nInfohash: {Hex}\r\n\r\n"), out _));

    [Theory]
    [InlineData(SearchMessage.MaxCookieBytes, true)]
    [InlineData(SearchMessage.MaxCookieBytes + 1, false)]
    public void A_cookie_has_its_limit(int bytes, bool isRead) =>
        Assert.Equal(isRead, Read($"Port: 1\r\nInfohash: {Hex}\r\ncookie: {new string('c', bytes)}\r\n\r\n", out _));

    [Theory]
    [InlineData(SearchMessage.MaxHeaders, true)]
    [InlineData(SearchMessage.MaxHeaders + 1, false)]
    public void Headers_have_their_limit(int count, bool isRead)
    {
        var others = string.Concat(Enumerable.Repeat("a:\r\n", count - 2));
        Assert.Equal(isRead, Read($"Port: 1\r\nInfohash: {Hex}\r\n{others}\r\n", out _));
    }

    [Fact]
    public void Info_hashes_over_the_limit_are_ignored_and_a_longer_message_refused()
    {
        string With(int hashes, int padding) => string.Concat(Enumerable.Repeat($"Infohash:{Hex}\r\n", hashes)) + $"Port:1\r\na:{new string('a', padding)}\r\n\r\n";
        var most = With(SearchMessage.MaxReadInfoHashes, 0);
        var room = SearchMessage.MaxReadBytes - "BT-SEARCH * HTTP/1.1\r\n".Length - With(1, 0).Length;

        Assert.False(Read(most, out _));   // 40 of them do not fit the longest datagram: the length is the limit that counts
        Assert.True(Read(With(1, room), out _));
        Assert.False(Read(With(1, room + 1), out _));
    }

    [Fact]
    public void A_message_cut_anywhere_before_its_empty_line_is_refused()
    {
        var datagram = new SearchMessage { Port = 6881, InfoHashes = Hashes(2), Cookie = "abc" }.ToDatagram(Group);
        for (var length = 0; length < datagram.Length - 2; length++) Assert.False(SearchMessage.TryRead(datagram.AsSpan(0, length), out _), $"cut at {length}");
    }

    [Fact]
    public void Random_and_mutated_bytes_are_answered_without_a_throw() =>
        Hostile.Feed(14, new SearchMessage { Port = 6881, InfoHashes = Hashes(2), Cookie = "abc" }.ToDatagram(Group), bytes => SearchMessage.TryRead(bytes, out _));

    private static bool Read(string headers, out SearchMessage message) =>
        SearchMessage.TryRead(Encoding.Latin1.GetBytes("BT-SEARCH * HTTP/1.1\r\n" + headers), out message);

    private static InfoHash[] Hashes(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new InfoHash([.. Enumerable.Repeat((byte)i, InfoHash.Size)]))];

    private static InfoHash Parse(string hex) => InfoHash.TryParseHex(hex, out var hash) ? hash : throw new FormatException(hex);
}
