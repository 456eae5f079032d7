using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Shoal.Core.Primitives;
using Shoal.Core.Queueing;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;
using static Shoal.Web.Api.Refusals;

namespace Shoal.Web.Api;

/// <summary>What an owner says about whose turn it is, and how long.</summary>
internal static class QueueOrders
{
    public static Results<NoContent, BadRequest<Problem>> Move(QueueRequest request, ShoalEngine engine)
    {
        if (request.Torrents is null || !Enum.TryParse<QueueMove>(request.Move, ignoreCase: true, out var move) || !char.IsLetter(request.Move[0]))
            return Refuse("A torrent moves to the top, up, down or to the bottom.");
        engine.Queue.Move([.. request.Torrents.Select(id => InfoHash.TryParseHex(id, out var name) ? engine.Find(name) : null).OfType<Torrent>()], move);
        return TypedResults.NoContent();
    }

    /// <summary>What is wrong with labels; null when nothing is.</summary>
    public static string? FaultOf(IReadOnlyList<string>? labels) => TorrentLabels.TryRead(labels ?? [], out _, out var fault) ? null : fault;

    /// <summary>Does the part of a change that is about labels, goals and turns; it was looked at before.</summary>
    public static async Task ChangeAsync(Torrent torrent, ChangeRequest request, CancellationToken cancel)
    {
        if (request.Labels is { } labels) await torrent.SetLabelsAsync(labels, cancel).ConfigureAwait(false);
        if (request.Goals is { } goals) await torrent.SetGoalsAsync(goals.ToGoals(), cancel).ConfigureAwait(false);
        if (request.IsForced is { } isForced) await torrent.SetForcedAsync(isForced, cancel).ConfigureAwait(false);
    }
}
