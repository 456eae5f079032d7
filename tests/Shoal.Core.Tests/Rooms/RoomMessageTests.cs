using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;

namespace Shoal.Core.Tests.Rooms;

public class RoomMessageTests
{
    private static readonly Sha256Hash Root = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    private static RoomHello Hello => new()
    {
        Member = new MemberId([.. Enumerable.Range(7, 16).Select(i => (byte)i)]),
        UserName = "Ann",
        Port = 6881,
        Token = new byte[RoomHello.TokenBytes],
        Serial = 3,
        Standing = new RoomPing(9, 2, 300),
    };

    private static CatalogPage Page => new()
    {
        From = 1,
        To = 4,
        Current = 9,
        Entries = [new("photos/a.jpg", 5, Root, 1_700_000_000), new("b", 1L << 40, Root, -5)],
        Removed = ["old/c.txt"],
    };

    private static byte[][] Honest => [Hello.ToMessage(), new RoomPing(9, 2, 300).ToMessage(), new CatalogRequest(7).ToMessage(), Page.ToMessage(), new RoomGetting([Root, Root]).ToMessage()];

    private static int ReadAny(ReadOnlySpan<byte> message) =>
        (RoomHello.TryRead(message, out _) ? 1 : 0) + (RoomPing.TryRead(message, out _) ? 1 : 0)
        + (RoomGetting.TryRead(message, out _) ? 1 : 0) + (CatalogRequest.TryRead(message, out _) ? 1 : 0) + (CatalogPage.TryRead(message, out _, out _) ? 1 : 0);

    [Fact]
    public void A_ping_is_spelled_like_this() =>
        Assert.Equal("\x11" + "d5:bytesi300e5:filesi2e8:revisioni9ee", Encoding.Latin1.GetString(new RoomPing(9, 2, 300).ToMessage()));

    [Fact]
    public void Every_message_reads_back_as_it_was_written()
    {
        Assert.True(RoomHello.TryRead(Hello.ToMessage(), out var hello));
        Assert.Equal((Hello.Member, "Ann", 6881, 3L, Hello.Standing), (hello.Member, hello.UserName, hello.Port, hello.Serial, hello.Standing));
        Assert.True(RoomPing.TryRead(new RoomPing(9, 2, 300).ToMessage(), out var ping));
        Assert.Equal(new RoomPing(9, 2, 300), ping);
        Assert.True(CatalogRequest.TryRead(new CatalogRequest(7).ToMessage(), out var request));
        Assert.Equal(7, request.Since);
        Assert.True(CatalogPage.TryRead(Page.ToMessage(), out var page, out var skipped));
        Assert.Equal((1L, 4L, 9L, 0), (page.From, page.To, page.Current, skipped));
        Assert.Equal(Page.Entries, page.Entries);
        Assert.Equal(Page.Removed, page.Removed);
        Assert.True(RoomGetting.TryRead(new RoomGetting([Root, Root]).ToMessage(), out var getting));
        Assert.Equal([Root, Root], getting.Roots);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(31, false)]
    [InlineData(64 * 32, true)]
    [InlineData(65 * 32, false)]
    public void What_is_being_got_is_whole_roots_and_not_too_many(int bytes, bool isFine)
    {
        byte[] message = [(byte)RoomMessageKind.Getting, .. Encoding.Latin1.GetBytes($"d5:roots{bytes}:"), .. new byte[bytes], (byte)'e'];

        Assert.Equal(isFine, RoomGetting.TryRead(message, out _));
    }

    [Fact]
    public void A_message_cut_anywhere_is_refused()
    {
        foreach (var message in Honest)
            for (var cut = 0; cut < message.Length; cut++) Assert.Equal(0, ReadAny(message.AsSpan(0, cut)));
    }

    [Fact]
    public void No_bytes_make_a_parser_throw()
    {
        var random = new Random(1);
        for (var length = 0; length <= 256; length++)
        {
            foreach (var kind in new byte[] { 16, 17, 18, 19, 20, 21 })
            {
                var bytes = new byte[length];
                random.NextBytes(bytes);
                if (length > 0) bytes[0] = kind;
                ReadAny(bytes);
            }
        }

        for (var seed = 0; seed < 3_000; seed++)
        {
            var dice = new Random(seed);
            var bytes = Honest[dice.Next(Honest.Length)];
            for (var i = 0; i < 3; i++) bytes[dice.Next(bytes.Length)] = (byte)dice.Next(256);
            ReadAny(bytes);
        }
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("bell\u0007")]
    [InlineData("\u001b[2Jclear")]
    [InlineData("photo\u202egpj.exe")]
    [InlineData("c\\d")]
    [InlineData("aux")]
    [InlineData("dot.")]
    public void A_path_that_is_not_safe_is_left_out(string path)
    {
        var bad = Page with { Entries = [new(path, 5, Root, 0), new("good", 5, Root, 0)], Removed = [path] };

        Assert.True(CatalogPage.TryRead(bad.ToMessage(), out var page, out var skipped));

        Assert.Equal(("good", 2), (Assert.Single(page.Entries).Path, skipped));
        Assert.Empty(page.Removed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(RoomTorrent.MaxFileBytes + 1)]
    [InlineData(long.MaxValue)]
    public void A_length_that_no_file_has_is_left_out(long length)
    {
        var bad = Page with { Entries = [new("x", length, Root, 0)] };

        Assert.True(CatalogPage.TryRead(bad.ToMessage(), out var page, out var skipped));

        Assert.Equal((0, 1), (page.Entries.Count, skipped));
    }

    [Fact]
    public void A_page_has_a_limit_of_entries()
    {
        CatalogPage Of(int count) => Page with { Entries = [.. Enumerable.Range(0, count).Select(i => new CatalogEntry($"{i}", 1, Root, 0))] };

        Assert.True(CatalogPage.TryRead(Of(600).ToMessage(), out _, out _));
        Assert.False(CatalogPage.TryRead(Of(RoomLimits.PageEntriesMax + 1).ToMessage(), out _, out _));
    }

    [Theory]
    [InlineData(5, 4, 9)]
    [InlineData(1, 9, 4)]
    [InlineData(-1, 4, 9)]
    public void Revisions_only_grow(long from, long to, long current) =>
        Assert.False(CatalogPage.TryRead((Page with { From = from, To = to, Current = current }).ToMessage(), out _, out _));

    [Fact]
    public void A_long_name_is_cut_and_an_empty_one_is_a_question_mark()
    {
        Assert.True(RoomHello.TryRead((Hello with { UserName = new string('ä', 100) }).ToMessage(), out var cut));
        Assert.True(RoomHello.TryRead((Hello with { UserName = "  " }).ToMessage(), out var empty));

        Assert.Equal(new string('ä', RoomLimits.UserNameBytesMax / 2), cut.UserName);
        Assert.Equal("?", empty.UserName);
    }

    [Fact]
    public void A_deep_message_is_refused()
    {
        var deep = new byte[50_000];
        deep.AsSpan().Fill((byte)'l');
        deep[0] = (byte)RoomMessageKind.Page;

        Assert.Equal(0, ReadAny(deep));
    }
}
