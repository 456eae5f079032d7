using System.Net;
using Shoal.Core.Rooms;

namespace Shoal.Core.Tests.Rooms;

public class RoomBookTests
{
    private readonly RoomBook _book = new();

    private static RoomHello Hello(int number, string name = "Ann", byte token = 0)
    {
        var id = new byte[MemberId.Size];
        BitConverter.TryWriteBytes(id, number);
        var tokens = new byte[RoomHello.TokenBytes];
        tokens[0] = token;
        return new RoomHello { Member = new MemberId(id), UserName = name, Port = 6881, Token = tokens, Standing = default };
    }

    private static IPEndPoint At(int host, int port = 1) => new(new IPAddress([10, 0, (byte)(host >> 8), (byte)host]), port);

    [Fact]
    public void A_member_silent_for_too_long_is_gone()
    {
        var quiet = _book.Enter(Hello(1), At(1), TimeSpan.Zero)!;
        var chatty = _book.Enter(Hello(2), At(2), TimeSpan.Zero)!;
        RoomBook.Hear(chatty, new RoomPing(0, 0, 0), TimeSpan.FromSeconds(5));

        Assert.Empty(_book.Silent(TimeSpan.FromSeconds(13.9)));
        Assert.Same(quiet, Assert.Single(_book.Silent(TimeSpan.FromSeconds(14))));
    }

    [Fact]
    public void A_ping_tells_whether_there_is_something_new()
    {
        var member = _book.Enter(Hello(1), At(1), TimeSpan.Zero)!;

        Assert.False(RoomBook.Hear(member, new RoomPing(0, 0, 0), TimeSpan.Zero));
        Assert.True(RoomBook.Hear(member, new RoomPing(3, 1, 1), TimeSpan.Zero));
    }

    [Fact]
    public void Two_of_one_name_are_told_apart()
    {
        string[] names = ["Ann", "ann", "ÄNN", "Ann (2)", "Ben"];

        var shown = names.Select((name, i) => _book.Enter(Hello(i, name), At(i), TimeSpan.Zero)!.Name).ToList();

        Assert.Equal(["Ann", "ann (2)", "ÄNN (3)", "Ann (2) (2)", "Ben"], shown);
    }

    [Fact]
    public void Nobody_takes_the_place_of_a_member()
    {
        var member = _book.Enter(Hello(1, "Ann", token: 5), At(1), TimeSpan.Zero);

        Assert.Null(_book.Enter(Hello(1, "Ann", token: 6), At(2), TimeSpan.Zero));
        Assert.Same(member, _book.Enter(Hello(1, "Ann", token: 5), At(1, 9), TimeSpan.Zero));
    }

    [Fact]
    public void A_flood_of_joins_ends_at_the_limits()
    {
        for (var i = 0; i < 1_000; i++) _book.Enter(Hello(i), At(7, i), TimeSpan.Zero);
        Assert.Equal(RoomLimits.MembersPerAddressMax, _book.Members.Count);

        for (var i = 0; i < 1_000; i++) _book.Enter(Hello(2_000 + i), At(i), TimeSpan.Zero);
        Assert.Equal(RoomLimits.MembersMax, _book.Members.Count);
    }

    [Fact]
    public void A_member_that_leaves_takes_its_files_along()
    {
        var member = _book.Enter(Hello(1), At(1), TimeSpan.Zero)!;
        _book.Take(member, new CatalogPage { To = 1, Current = 1, Entries = [new("a", 1, CatalogTests.RootOf(1), 0)] }, TimeSpan.Zero);
        Assert.Single(_book.Index.Search("a", 9).Files);

        _book.Leave(member);

        Assert.Empty(_book.Index.Search("a", 9).Files);
        Assert.Empty(_book.Members);
    }
}
