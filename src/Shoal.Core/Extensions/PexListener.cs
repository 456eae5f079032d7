namespace Shoal.Core.Extensions;

/// <summary>How much of what one peer tells of others is believed (threats row 27). The rest of the judgement is the address policy's.</summary>
public sealed class PexListener
{
    /// <summary>Messages taken at once: the first may be followed by a second soon.</summary>
    public const int BurstMax = 2;

    /// <summary>Then one each so often; a little under the minute of BEP 11, for clocks and networks are not exact.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(50);

    /// <summary>Messages over the limit that are passed over; one more is a flood.</summary>
    public const int MaxIgnored = 10;

    /// <summary>Peers believed of one message.</summary>
    public const int MaxOfMessage = 100;

    /// <summary>Peers believed of one teller at once, and then a minute: nobody fills the book alone.</summary>
    public const int MaxAtOnce = 200;
    public const int MaxPerMinute = 10;

    private readonly RequestBudget _messages = new(BurstMax, 1 / Interval.TotalSeconds);
    private readonly RequestBudget _peers = new(MaxAtOnce, MaxPerMinute / 60.0);
    private int _ignored;

    /// <summary>The peer sent more than anybody honest does: the connection should end.</summary>
    public bool IsFlooded => _ignored > MaxIgnored;

    /// <summary>The peers of a message that may be looked at; none when it came too early.</summary>
    /// <param name="message">What it said. Whom it dropped is its own affair: we may still reach them.</param>
    /// <param name="now">When.</param>
    public IReadOnlyList<PexPeer> Take(PexMessage message, TimeSpan now)
    {
        if (!_messages.TrySpend(now))
        {
            _ignored++;
            return [];
        }

        return [.. message.Added.Take(MaxOfMessage)];
    }

    /// <summary>One more peer, new to us, would go into the book: false when this teller has had its share.</summary>
    public bool TryAdd(TimeSpan now) => _peers.TrySpend(now);
}
