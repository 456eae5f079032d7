using Shoal.Core.Rooms;

namespace Shoal.Core.Tests.Rooms;

public class RoomNameTests
{
    [Theory]
    [InlineData("Kitchen", "kitchen")]
    [InlineData("  kitchen ", "KITCHEN")]
    [InlineData("Café", "CAFE")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("lan", "LAN")]
    [InlineData("東京", "東京")]
    public void What_sounds_alike_is_one_room(string one, string other)
    {
        Assert.True(RoomName.TryParse(one, out var left));
        Assert.True(RoomName.TryParse(other, out var right));

        Assert.Equal(left, right);
        Assert.Equal(left.InfoHash, right.InfoHash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\nb")]
    [InlineData("\u001b[2J")]
    [InlineData("\ud800")]
    public void What_nobody_can_say_is_no_room(string? text) => Assert.False(RoomName.TryParse(text, out _));

    [Fact]
    public void A_name_has_a_limit()
    {
        Assert.True(RoomName.TryParse(new string('x', RoomName.MaxBytes), out _));
        Assert.False(RoomName.TryParse(new string('x', RoomName.MaxBytes + 1), out _));
        Assert.False(RoomName.TryParse(new string('京', RoomName.MaxBytes / 2), out _));
    }

    [Fact]
    public void Other_names_are_other_swarms() =>
        Assert.NotEqual(RoomName.Lan.InfoHash, RoomName.TryParse("lan2", out var other) ? other.InfoHash : RoomName.Lan.InfoHash);

    // For ever: a later version that computed another would find nobody.
    [Fact]
    public void The_room_of_the_local_network_has_this_swarm() => Assert.Equal("489881fa86d6053dd76ede5205b7a4351d52a6ba", RoomName.Lan.InfoHash.ToString());
}
