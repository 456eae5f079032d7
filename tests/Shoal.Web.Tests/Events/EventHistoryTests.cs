namespace Shoal.Web.Events;

public sealed class EventHistoryTests
{
    private readonly EventHistory _history = new();
    private readonly List<EventFrame> _frames = [];

    [Fact]
    public void A_reader_goes_on_after_what_it_has_seen()
    {
        Fill(5, 10);

        Assert.True(_history.TryGetAfter(3, _frames));
        Assert.Equal([4, 5], _frames.Select(frame => frame.Sequence));
    }

    [Theory]
    [InlineData(EventHistory.MaxFrames + 10, 10, 9, false)]
    [InlineData(EventHistory.MaxFrames + 10, 10, 10, true)]
    [InlineData(3, 10, 0, true)]
    [InlineData(3, 10, 3, true)]
    [InlineData(3, 10, 4, false)]
    public void Who_was_away_too_long_or_is_ahead_cannot_go_on(int count, int bytes, long position, bool can)
    {
        Fill(count, bytes);

        Assert.Equal(can, _history.TryGetAfter(position, _frames));
    }

    [Fact]
    public void The_history_keeps_no_more_bytes_than_allowed()
    {
        Fill(10, EventHistory.MaxBytes / 2);

        Assert.False(_history.TryGetAfter(7, _frames));
        Assert.True(_history.TryGetAfter(8, _frames));
    }

    [Fact]
    public void A_gap_is_a_bug() => Assert.Throws<ArgumentException>(() => _history.Add(new EventFrame(2, default)));

    private void Fill(int count, int bytes)
    {
        for (var i = 0; i < count; i++) _history.Add(new EventFrame(_history.Next, new byte[bytes]));
    }
}
