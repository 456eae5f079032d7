using Shoal.Core.Codes;
using Shoal.Core.Extensions;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;

namespace Shoal.Engine.Rooms;

/// <summary>The connection with one member, once both said hello.</summary>
/// <param name="talk">Owned by whoever hears it.</param>
/// <param name="member">Who is there.</param>
/// <param name="rank">Of several connections with one member both ends keep the one of the highest rank.</param>
internal sealed class RoomLink(CodeTalk talk, RoomMember member, (bool IsOfLower, long Serial) rank)
{
    /// <summary>Pages of our catalog that a member may ask for: at once, and a second.</summary>
    private const int PagesBurst = 400, PagesPerSecond = 20;

    private int _isSending;

    public CodeTalk Talk => talk;
    public RoomMember Member => member;
    public (bool IsOfLower, long Serial) Rank => rank;
    public RequestBudget Messages { get; } = new(RoomLimits.MessagesBurst, RoomLimits.MessagesPerSecond);
    public RequestBudget Pages { get; } = new(PagesBurst, PagesPerSecond);

    /// <summary>A page was asked for and has not come yet.</summary>
    public bool IsAsking { get; set; }

    public TimeSpan PingedAt { get; set; }

    /// <summary>Which list of files on their way to us it was told last.</summary>
    public int ToldGetting { get; set; }

    /// <summary>Our revision that it was told last.</summary>
    public long ToldRevision { get; set; }

    /// <summary>Says something without waiting; who does not read is silent soon, and is parted with then.</summary>
    /// <returns>False when it is still busy with the last one.</returns>
    public bool Post(byte[] message, CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _isSending, 1) != 0) return false;
        _ = SendAndRestAsync(message, cancel);
        return true;
    }

    public Task SendAsync(byte[] message, CancellationToken cancel) => SendAsync(talk, message, cancel);

    /// <summary>Sealed where the talk is.</summary>
    public static Task SendAsync(CodeTalk talk, byte[] message, CancellationToken cancel) =>
        talk.IsSealed ? talk.SayAsync(CodeParcelKind.Room, message, cancel) : talk.SendAsync(message, cancel).AsTask();

    public static async Task<byte[]> ReceiveAsync(CodeTalk talk, CancellationToken cancel)
    {
        while (talk.IsSealed)
        {
            var (kind, body) = await talk.HearAsync(cancel).ConfigureAwait(false);
            if (kind == CodeParcelKind.Room) return body;
        }

        return await talk.ReceiveAsync(cancel).ConfigureAwait(false);
    }

    private async Task SendAndRestAsync(byte[] message, CancellationToken cancel)
    {
        try
        {
            await SendAsync(message, cancel).ConfigureAwait(false);
        }
        catch (Exception expected) when (Peers.PeerDialer.IsExpected(expected))
        {
            // Expected: it left; whoever hears it knows.
        }
        finally
        {
            Volatile.Write(ref _isSending, 0);
        }
    }
}
