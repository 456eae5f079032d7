namespace Shoal.Web.Watching;

public sealed class StillFilesTests
{
    private readonly StillFiles _files = new();

    [Fact]
    public void A_file_is_still_when_length_and_time_stayed_for_two_seconds()
    {
        Assert.Empty(Look(0, new WatchedFile("a", 1, 1)));
        Assert.Empty(Look(1, new WatchedFile("a", 2, 1)));
        Assert.Empty(Look(2.9, new WatchedFile("a", 2, 1)));
        Assert.Empty(Look(3, new WatchedFile("a", 2, 2)));
        Assert.Equal((new WatchedFile("a", 2, 2), false), Assert.Single(Look(5, new WatchedFile("a", 2, 2))));
        Assert.False(Assert.Single(Look(62.9, new WatchedFile("a", 2, 2))).IsHopeless);
        Assert.True(Assert.Single(Look(63, new WatchedFile("a", 2, 2))).IsHopeless);
    }

    [Fact]
    public void A_file_that_went_and_came_back_begins_anew()
    {
        Look(0, new WatchedFile("a", 1, 1));
        Look(2);

        Assert.Empty(Look(4, new WatchedFile("a", 1, 1)));
    }

    private IReadOnlyList<(WatchedFile File, bool IsHopeless)> Look(double seconds, params WatchedFile[] listing) => _files.Look(listing, TimeSpan.FromSeconds(seconds));
}
