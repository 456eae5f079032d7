namespace Shoal.Web.Documents;

/// <summary>Moves torrents in the queue: downloads among downloads, seeds among seeds.</summary>
/// <param name="Torrents">Their ids; those that are gone are passed over.</param>
/// <param name="Move">top, up, down or bottom.</param>
public sealed record QueueRequest(IReadOnlyList<string> Torrents, string Move);
