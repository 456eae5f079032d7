using System.Net;
using Shoal.Core.Extensions;

namespace Shoal.Core.Tests.Extensions;

/// <summary>Whom to tell what, and what to believe (BEP 11, threats row 27).</summary>
public class PexRulesTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1_000);

    private readonly PexTeller _teller = new(At(1), Start);

    [Fact]
    public void The_first_message_comes_soon_after_the_handshake_and_not_at_once()
    {
        Assert.False(Tell(Start, Roster(1, 2, 3), out _));
        Assert.False(Tell(Start + PexTeller.FirstDelay - TimeSpan.FromTicks(1), Roster(1, 2, 3), out _));

        Assert.True(Tell(Start + PexTeller.FirstDelay, Roster(1, 2, 3), out var message));

        Assert.Equal([At(2), At(3)], Addresses(message));   // itself it knows
        Assert.Empty(message.Dropped);
    }

    [Fact]
    public void Who_has_nobody_to_tell_of_waits_without_losing_its_turn()
    {
        Assert.False(Tell(Start + TimeSpan.FromSeconds(5), Roster(1), out _));

        Assert.True(Tell(Start + TimeSpan.FromSeconds(6), Roster(1, 2), out var message));

        Assert.Equal([At(2)], Addresses(message));
    }

    [Fact]
    public void Later_messages_tell_only_what_changed_a_minute_apart()
    {
        var first = Start + PexTeller.FirstDelay;
        Tell(first, Roster(1, 2, 3), out _);

        Assert.False(Tell(first + PexTeller.Interval - TimeSpan.FromTicks(1), Roster(1, 3, 4), out _));
        Assert.True(Tell(first + PexTeller.Interval, Roster(1, 3, 4), out var message));

        Assert.Equal([At(4)], Addresses(message));
        Assert.Equal([At(2)], message.Dropped);
        Assert.False(Tell(first + 2 * PexTeller.Interval, Roster(1, 3, 4), out _));
    }

    [Fact]
    public void Who_left_and_came_back_is_told_again()
    {
        var now = Start + PexTeller.FirstDelay;
        Tell(now, Roster(2, 3), out _);
        Tell(now += PexTeller.Interval, Roster(3), out _);

        Assert.True(Tell(now + PexTeller.Interval, Roster(2, 3), out var message));

        Assert.Equal([At(2)], Addresses(message));
    }

    [Theory]
    [InlineData(49, 49)]
    [InlineData(50, 50)]
    [InlineData(51, 50)]
    public void A_message_adds_fifty_at_most_and_the_rest_follows(int others, int added)
    {
        var roster = Roster([.. Enumerable.Range(2, others)]);

        Assert.True(Tell(Start + PexTeller.FirstDelay, roster, out var first));
        var hasMore = Tell(Start + PexTeller.FirstDelay + PexTeller.Interval, roster, out var second);

        Assert.Equal((added, others - added), (first.Added.Count, hasMore ? second.Added.Count : 0));
    }

    [Fact]
    public void A_peer_is_kept_told_of_so_many_and_of_others_as_these_leave()
    {
        var now = Start + PexTeller.FirstDelay;
        var told = 0;
        for (; told < PexTeller.MaxTold && Tell(now, Roster([.. Enumerable.Range(2, 1_000)]), out var message); now += PexTeller.Interval) told += message.Added.Count;
        Assert.Equal(PexTeller.MaxTold, told);
        Assert.False(Tell(now, Roster([.. Enumerable.Range(2, 1_000)]), out _));

        Assert.True(Tell(now, Roster([.. Enumerable.Range(12, 1_000)]), out var next));

        Assert.Equal((10, 10), (next.Added.Count, next.Dropped.Count));
    }

    [Fact]
    public void Addresses_of_no_use_to_the_listener_are_kept_from_it()
    {
        Assert.True(_teller.TryTell(Roster(2, 3, 4), address => !address.Equals(At(3)), Start + PexTeller.FirstDelay, out var message));

        Assert.Equal([At(2), At(4)], Addresses(message));
    }

    [Fact]
    public void Flags_are_told_as_they_are()
    {
        var roster = new PexRoster([new PexPeer(At(2), PexFlags.Reachable | PexFlags.UploadOnly)]);

        Assert.True(Tell(Start + PexTeller.FirstDelay, roster, out var message));

        Assert.Equal(PexFlags.Reachable | PexFlags.UploadOnly, Assert.Single(message.Added).Flags);
    }

    [Fact]
    public void Threats_row_27_two_messages_are_taken_and_then_one_a_minute()
    {
        var listener = new PexListener();
        var message = new PexMessage { Added = [new PexPeer(At(2), PexFlags.None)] };

        var taken = Enumerable.Range(0, 300).Count(second => listener.Take(message, Start + TimeSpan.FromSeconds(second)).Count > 0);

        Assert.InRange(taken, 5, 2 + 300 / 50);
    }

    [Fact]
    public void Threats_row_27_more_than_ten_too_many_are_a_flood()
    {
        var listener = new PexListener();
        for (var i = 0; i < PexListener.BurstMax + PexListener.MaxIgnored; i++) listener.Take(new PexMessage(), Start);
        Assert.False(listener.IsFlooded);

        listener.Take(new PexMessage(), Start);

        Assert.True(listener.IsFlooded);
    }

    [Fact]
    public void Threats_row_27_an_honest_peer_with_a_hasty_clock_is_no_flood()
    {
        var listener = new PexListener();
        var message = new PexMessage { Added = [new PexPeer(At(2), PexFlags.None)] };

        for (var minute = 0; minute < 600; minute++) Assert.NotEmpty(listener.Take(message, Start + minute * TimeSpan.FromSeconds(58)));

        Assert.False(listener.IsFlooded);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public void Threats_row_27_one_message_is_believed_to_its_limit(int said, int believed) =>
        Assert.Equal(believed, new PexListener().Take(new PexMessage { Added = [.. Enumerable.Range(1, said).Select(i => new PexPeer(At(i), PexFlags.None))] }, Start).Count);

    [Fact]
    public void Threats_row_27_one_teller_cannot_fill_the_book()
    {
        var listener = new PexListener();

        var added = Enumerable.Range(0, 60 * 60).Sum(second => Enumerable.Range(0, 10).Count(_ => listener.TryAdd(Start + TimeSpan.FromSeconds(second))));

        Assert.InRange(added, PexListener.MaxAtOnce, PexListener.MaxAtOnce + 60 * PexListener.MaxPerMinute);
    }

    private bool Tell(TimeSpan now, PexRoster here, out PexMessage message) => _teller.TryTell(here, _ => true, now, out message);

    private static PexRoster Roster(params int[] numbers) => new(numbers.Select(number => new PexPeer(At(number), PexFlags.None)));

    private static IPEndPoint[] Addresses(PexMessage message) => [.. message.Added.Select(peer => peer.Address)];

    private static IPEndPoint At(int number) => new(new IPAddress([1, 2, (byte)(number >> 8), (byte)number]), 6881);
}
