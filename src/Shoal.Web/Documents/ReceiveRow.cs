using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>A code being received.</summary>
public sealed record ReceiveRow
{
    /// <summary>Most entries listed; a folder of thousands is shown by its sums.</summary>
    public const int EntriesMax = 200;

    public required string Id { get; init; }

    /// <summary>looking, waiting, deciding, preparing, receiving, placing, done or failed.</summary>
    public required string Phase { get; init; }

    /// <summary>Why it failed, in one line that says whose move it is.</summary>
    public string? Error { get; init; }

    /// <summary>Senders under these digits whom the code does not fit.</summary>
    public int WrongSenders { get; init; }
    public string? Sender { get; init; }

    /// <summary>A text that was sent instead of files.</summary>
    public string? Text { get; init; }

    /// <summary>The first files of the offer; empty before there is one.</summary>
    public IReadOnlyList<OfferedFile> Entries { get; init; } = [];

    /// <summary>Names at the top.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
    public int Files { get; init; }
    public long Size { get; init; }
    public long Done { get; init; }

    /// <summary>Bytes that were here from an earlier attempt.</summary>
    public long Resumed { get; init; }

    /// <summary>Bytes a second.</summary>
    public long Rate { get; init; }

    /// <summary>Whom it gets pieces from.</summary>
    public int Peers { get; init; }

    /// <summary>Where everything is, once it is done.</summary>
    public IReadOnlyList<string> Placed { get; init; } = [];

    internal static ReceiveRow Of(string id, CodeReceiverSnapshot now, string? error, IReadOnlyList<string> placed) => new()
    {
        Id = id,
        Phase = error is not null ? "failed" : CamelCase.Of(now.Phase),
        Error = error,
        WrongSenders = now.WrongSenders,
        Sender = now.Sender?.ToString(),
        Text = now.Manifest?.Text,
        Entries = [.. (now.Manifest?.Entries ?? []).Where(entry => entry.Kind == CodeEntryKind.File).Take(EntriesMax).Select(entry => new OfferedFile(entry.Path, entry.Length))],
        Names = now.Manifest?.TopNames ?? [],
        Files = now.Manifest?.FileCount ?? 0,
        Size = now.Manifest?.TotalBytes ?? now.TotalBytes,
        Done = now.DoneBytes,
        Resumed = now.ResumedBytes,
        Rate = now.Rate,
        Peers = now.Peers.Count,
        Placed = placed,
    };
}
