namespace Shoal.Core.Queueing;

/// <summary>The order of a queue, kept as a number a torrent: moving one changes few of the others.</summary>
/// <remarks>Numbers may be equal, of torrents recorded before there was a queue or when a crash lost half of a swap: their owner breaks ties.</remarks>
public static class QueueOrder
{
    /// <summary>Moves torrents.</summary>
    /// <param name="keys">Of all torrents in their order, so none is smaller than the one before. Gets the new ones, no two equal; the places stay.</param>
    /// <param name="chosen">Which of them move; as long as <paramref name="keys"/>.</param>
    /// <param name="move">Where to.</param>
    public static void Move(Span<long> keys, ReadOnlySpan<bool> chosen, QueueMove move)
    {
        PartEqualOnes(keys);
        switch (move)
        {
            case QueueMove.Top: MoveToTop(keys, chosen); break;
            case QueueMove.Bottom: MoveToBottom(keys, chosen); break;
            case QueueMove.Up: MoveUp(keys, chosen); break;
            default: MoveDown(keys, chosen); break;
        }
    }

    private static void PartEqualOnes(Span<long> keys)
    {
        for (var i = 1; i < keys.Length; i++) keys[i] = Math.Max(keys[i], keys[i - 1] + 1);
    }

    private static void MoveToTop(Span<long> keys, ReadOnlySpan<bool> chosen)
    {
        var next = keys.IsEmpty ? 0 : keys[0] - 1;
        for (var i = keys.Length - 1; i >= 0; i--)
            if (chosen[i]) keys[i] = next--;
    }

    private static void MoveToBottom(Span<long> keys, ReadOnlySpan<bool> chosen)
    {
        var next = keys.IsEmpty ? 0 : keys[^1] + 1;
        for (var i = 0; i < keys.Length; i++)
            if (chosen[i]) keys[i] = next++;
    }

    // One who is not chosen falls back behind the row of chosen ones after it.
    private static void MoveUp(Span<long> keys, ReadOnlySpan<bool> chosen)
    {
        for (var i = 0; i + 1 < keys.Length; i++)
        {
            if (chosen[i] || !chosen[i + 1]) continue;
            var place = keys[i];
            var passed = i;
            for (i++; i < keys.Length && chosen[i]; i++) (keys[i], place) = (place, keys[i]);
            keys[passed] = place;
            i--;
        }
    }

    private static void MoveDown(Span<long> keys, ReadOnlySpan<bool> chosen)
    {
        for (var i = keys.Length - 1; i > 0; i--)
        {
            if (chosen[i] || !chosen[i - 1]) continue;
            var place = keys[i];
            var passed = i;
            for (i--; i >= 0 && chosen[i]; i--) (keys[i], place) = (place, keys[i]);
            keys[passed] = place;
            i++;
        }
    }
}
