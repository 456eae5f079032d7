using Shoal.Engine.Sessions;
using Shoal.Web.Documents;
using Shoal.Web.Guests;

namespace Shoal.Web.Codes;

/// <summary>One code that is offered here.</summary>
/// <param name="Sender">The engine's side.</param>
/// <param name="Batch">The upload it gives away; null for files of this machine.</param>
/// <param name="At">When it was made.</param>
internal sealed record Offering(CodeSender Sender, string? Batch, DateTimeOffset At)
{
    /// <summary>Ends when its owner takes it away.</summary>
    public TaskCompletionSource Removed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="id">Its name among the offers.</param>
    /// <param name="pages">Where browsers without Shoal come in, when they may have this one.</param>
    public OfferRow ToRow(string id, IReadOnlyList<string> pages)
    {
        var now = Sender.Snapshot();
        return OfferRow.Of(id, now) with { Pages = now.IsOpen ? [.. pages.Select(page => PageLink(page, now.Link))] : [] };
    }

    /// <summary>The page's address with what the code's own link says behind its '#': Shoal takes this one, too.</summary>
    public static string PageLink(string page, string link) => page + link[link.IndexOf('#', StringComparison.Ordinal)..];
}
