using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;
using static Shoal.Web.Api.Refusals;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/torrents</c>: lists, adds, changes and removes.</summary>
internal static class TorrentEndpoints
{
    public static void MapTorrents(this IEndpointRouteBuilder routes)
    {
        var torrents = routes.MapGroup("/api/v1/torrents").WithTags("Torrents");
        torrents.MapGet("/", (ShoalEngine engine) => List(engine)).WithSummary("All torrents.");
        torrents.MapPost("/", AddAsync).WithSummary("Adds a magnet link or the web address of a .torrent file.");
        torrents.MapPost("/queue", QueueOrders.Move).WithSummary("Moves torrents in the queue: top, up, down or bottom.");
        torrents.MapPost("/file", AddFileAsync).WithSummary("Adds a .torrent file: the body, as it is.");
        torrents.MapGet("/{id}", Show).WithSummary("One torrent with its files, peers and trackers.");
        torrents.MapPatch("/{id}", ChangeAsync).WithSummary("Changes limits, order, folder, labels, goals or the files wanted.");
        torrents.MapDelete("/{id}", RemoveAsync).WithSummary("Forgets a torrent; with ?data=true its files go too.");
        torrents.MapPost("/{id}/pause", PauseAsync).WithSummary("Stops a torrent until it is resumed.");
        torrents.MapPost("/{id}/resume", ResumeAsync).WithSummary("Goes on with a paused or failed torrent.");
        torrents.MapPost("/{id}/recheck", RecheckAsync).WithSummary("Reads all data again.");
    }

    private static TorrentList List(ShoalEngine engine) => new([.. engine.Torrents.Select(torrent => TorrentRow.Of(torrent.Snapshot()))]);

    private static Results<Ok<TorrentDetails>, NotFound<Problem>> Show(string id, ShoalEngine engine) =>
        Find(engine, id) is { } torrent ? TypedResults.Ok(TorrentDetails.Of(torrent)) : NotHere("torrent");

    private static async Task<Results<Ok<TorrentRow>, BadRequest<Problem>>> AddAsync(
        AddRequest request, ShoalEngine engine, DownloadFolder folder, CancellationToken cancel)
    {
        var isMagnet = MagnetLink.LooksLikeOne(request.Link);
        Uri? url = null;
        if (!isMagnet && !(Uri.TryCreate(request.Link, UriKind.Absolute, out url) && url.Scheme is "http" or "https"))
            return Refuse("Give a magnet link, or the http or https address of a .torrent file.");
        if (!AddReading.TryRead(request, folder.Resolve(request.Directory), out var add, out var fault)) return Refuse(fault!);
        try
        {
            var metainfo = isMagnet ? default : await TorrentFetch.FetchAsync(url!, cancel).ConfigureAwait(false);
            return await PutAsync(engine, add with { Metainfo = metainfo, Magnet = isMagnet ? request.Link : null }, request, cancel).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            return Refuse(failure.Message);
        }
    }

    private static async Task<Results<Ok<TorrentRow>, BadRequest<Problem>>> AddFileAsync(
        HttpRequest request, [AsParameters] AddQuery query, ShoalEngine engine, DownloadFolder folder, CancellationToken cancel)
    {
        if (request.ContentLength is > MetainfoReader.MaxTorrentBytes) return Refuse("That is too large for a .torrent file.");
        var asked = query.ToRequest();
        if (!AddReading.TryRead(asked, folder.Resolve(asked.Directory), out var add, out var fault)) return Refuse(fault!);
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + read > MetainfoReader.MaxTorrentBytes) return Refuse("That is too large for a .torrent file.");
            body.Write(buffer.AsSpan(0, read));
        }

        return await PutAsync(engine, add with { Metainfo = body.ToArray() }, asked, cancel).ConfigureAwait(false);
    }

    private static async Task<Results<Ok<TorrentRow>, BadRequest<Problem>>> PutAsync(
        ShoalEngine engine, AddTorrent add, AddRequest request, CancellationToken cancel)
    {
        try
        {
            var torrent = await engine.AddAsync(add, cancel).ConfigureAwait(false);
            foreach (var url in request.WebSeeds ?? []) torrent.AddWebSeed(url);
            return TypedResults.Ok(TorrentRow.Of(torrent.Snapshot()));
        }
        catch (InvalidDataException fault)
        {
            return Refuse(fault.Message);
        }
    }

    private static async Task<Results<NoContent, NotFound<Problem>, BadRequest<Problem>>> ChangeAsync(
        string id, ChangeRequest request, ShoalEngine engine, CancellationToken cancel)
    {
        if (Find(engine, id) is not { } torrent) return NotHere("torrent");
        if (request.DownLimit is < 0 || request.UpLimit is < 0) return Refuse("A limit is a number of bytes a second, or 0 for none.");
        if (request.Directory is { } folder && !Path.IsPathRooted(folder)) return Refuse("The folder must be a full path.");
        if ((request.Goals?.Fault() ?? QueueOrders.FaultOf(request.Labels)) is { } wrong) return Refuse(wrong);
        await QueueOrders.ChangeAsync(torrent, request, cancel).ConfigureAwait(false);
        var now = torrent.Snapshot();
        if (request.DownLimit is not null || request.UpLimit is not null)
            torrent.SetLimits(request.DownLimit ?? now.DownloadLimit, request.UpLimit ?? now.UploadLimit);
        if (request.IsSequential is { } sequential) torrent.SetSequential(sequential);
        if (request.Files is { } files)
        {
            var wanted = files.ToHashSet();
            await torrent.SelectFilesAsync(file => wanted.Contains(file.Index), cancel).ConfigureAwait(false);
        }

        try
        {
            if (request.Directory is { } directory) await torrent.MoveAsync(directory, cancel).ConfigureAwait(false);
            return TypedResults.NoContent();
        }
        catch (IOException fault)
        {
            return Refuse(fault.Message);
        }
    }

    private static Task<Results<NoContent, NotFound<Problem>>> RemoveAsync(string id, bool? data, ShoalEngine engine, CancellationToken cancel) =>
        WithAsync(engine, id, torrent => engine.RemoveAsync(torrent, data ?? false, cancel));

    private static Task<Results<NoContent, NotFound<Problem>>> PauseAsync(string id, ShoalEngine engine, CancellationToken cancel) =>
        WithAsync(engine, id, torrent => torrent.PauseAsync(cancel));

    private static Task<Results<NoContent, NotFound<Problem>>> ResumeAsync(string id, ShoalEngine engine, CancellationToken cancel) =>
        WithAsync(engine, id, torrent => torrent.ResumeAsync(cancel));

    private static Task<Results<NoContent, NotFound<Problem>>> RecheckAsync(string id, ShoalEngine engine, CancellationToken cancel) =>
        WithAsync(engine, id, torrent => torrent.RecheckAsync(cancel));

    private static async Task<Results<NoContent, NotFound<Problem>>> WithAsync(ShoalEngine engine, string id, Func<Torrent, Task> act)
    {
        if (Find(engine, id) is not { } torrent) return NotHere("torrent");
        await act(torrent).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static Torrent? Find(ShoalEngine engine, string id) => InfoHash.TryParseHex(id, out var name) ? engine.Find(name) : null;
}
