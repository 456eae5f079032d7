using System.Net;
using Shoal.Core.Rooms;
using Shoal.Engine.Sessions;

namespace Shoal.Terminal;

public class RoomViewTests
{
    private static RoomSnapshot Now(params RoomMemberSnapshot[] members) => new()
    {
        Name = RoomName.Lan, Id = default, UserName = "me", Members = members, SharedFiles = 1_234, SharedBytes = 5L << 30,
    };

    private static RoomMemberSnapshot Member(string name, int files, bool isWhole = true) => new()
    {
        Id = default, Name = name, Address = new IPEndPoint(IPAddress.Parse("10.0.0.7"), 6881), Files = files, Bytes = files * 1_000L, IsCatalogWhole = isWhole,
    };

    [Fact]
    public void Who_is_there_and_what_is_shared_fits_on_a_screen()
    {
        var lines = RoomView.Lines(Now(Member("Ann", 2), Member("e\u001b[31mve", 0), Member("Ben", 1, isWhole: false)) with { UnhashedBytes = 2_048, HashedBytes = 1_024 }, 79);

        Assert.Equal(
            [
                "sharing 1,234 files, 5.00 GiB, reading 1.00 KiB of 2.00 KiB",
                "  Ann  10.0.0.7:6881  2 files, 1.95 KiB",
                "  e\\x1b[31mve  10.0.0.7:6881  shares nothing",
                "  Ben  10.0.0.7:6881  1 file, 0.98 KiB, listening",
            ],
            lines);
    }

    [Fact]
    public void An_empty_room_says_so() => Assert.Equal("nobody else is here yet", RoomView.Lines(Now(), 79)[1]);

    [Fact]
    public void No_line_is_wider_than_the_terminal() =>
        Assert.All(RoomView.Lines(Now([.. Enumerable.Range(0, 40).Select(i => Member(new string('x', 60), i))]), 50), line => Assert.True(CellText.Width(line) <= 50, line));
}
