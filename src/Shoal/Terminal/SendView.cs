using System.Globalization;
using Shoal.Commands;
using Shoal.Commands.Codes;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Terminal;

/// <summary>The sender's screen as lines. Pure; text of strangers is escaped.</summary>
internal static class SendView
{
    /// <summary>What the sender tells the other person.</summary>
    public static IReadOnlyList<string> Code(CodeSenderSnapshot now, SendCode request)
    {
        var what = now.Manifest is { } manifest ? OfferView.Summary(manifest) : "what comes out of the pipe";
        var life = Duration.Show(request.Expire) + (request.MaxReceivers switch { 0 => "", 1 => ", or until one person has it", var max => string.Create(CultureInfo.InvariantCulture, $", or until {max} people have it") });
        return
        [
            $"Sending {what}. On the other computer:",
            "",
            $"    shoal receive {now.Code}",
            "",
            $"or by this link: {now.Link}",
            $"The code lives for {life}.",
        ];
    }

    public static IReadOnlyList<string> Lines(CodeSenderSnapshot now, int width, DateTimeOffset clock)
    {
        var lines = new List<string>();
        if (now.HashedBytes < now.TotalBytes && now.Manifest is not null)
            lines.Add(ProgressView.Hashing("hashing", new HashingProgress(now.HashedBytes, now.TotalBytes), 0, width));
        if (now.Manifest is null) lines.Add($"reading the pipe: {ByteCount.Show(now.TotalBytes)}");
        lines.AddRange(now.Receivers.Select(receiver => Line(receiver, now, width)));
        if (now.Receivers.Count == 0 && now.IsOpen) lines.Add($"waiting for somebody; {Duration.Show(now.ExpiresAt - clock)} left");
        foreach (var tracker in now.Trackers.Where(tracker => tracker.Seeds is null && tracker.Status.Length > 0))
            lines.Add(CellText.Fit($"tracker {TerminalText.Escape(tracker.Url)}: {TerminalText.Escape(tracker.Status)}", width));
        return lines;
    }

    /// <summary>One receiver: who, from where, how far.</summary>
    public static string Line(CodeReceiverEntry receiver, CodeSenderSnapshot now, int width)
    {
        var who = receiver.Name.Length == 0 ? "somebody" : receiver.Name;   // made safe by the engine
        var total = now.Manifest?.TotalBytes ?? 0;
        var doing = receiver.State switch
        {
            CodeReceiverState.WrongCode => string.Create(CultureInfo.InvariantCulture, $"typed a wrong code ({Math.Min(now.Strikes, CodeGate.StrikesMax)} of {CodeGate.StrikesMax})"),
            CodeReceiverState.Connected => "is here",
            CodeReceiverState.Waiting => "waits for your yes",
            CodeReceiverState.Deciding => "is deciding",
            CodeReceiverState.Preparing => "said yes, waits for the hashing",
            CodeReceiverState.Receiving => $"{Percent(receiver.DoneBytes, total)}  {ByteCount.Show(receiver.DoneBytes)} of {ByteCount.Show(total)}",
            CodeReceiverState.Done => "has everything",
            CodeReceiverState.Declined => "declined",
            CodeReceiverState.Left => "left",
            _ => "",
        };
        return CellText.Fit($"{who}  {doing}  ({Where(receiver.Reach)} {receiver.Address.Address})", width);
    }

    /// <summary>The most asked question of such tools: does it go straight, and how far.</summary>
    public static string Where(PeerReach reach) => reach switch
    {
        PeerReach.ThisMachine => "direct, this computer",
        PeerReach.LocalNetwork => "direct, LAN",
        _ => "direct, internet",
    };

    private static string Percent(long done, long total) =>
        string.Create(CultureInfo.InvariantCulture, $"{(total <= 0 ? 100 : Math.Floor(1_000.0 * done / total) / 10):0.0}%");
}
