using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shoal.Engine.Sessions;
using Shoal.Web.Codes;
using Shoal.Web.Documents;
using static Shoal.Web.Api.Refusals;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/codes</c> and <c>/api/v1/uploads</c>: send and receive by a short code.</summary>
internal static class CodeEndpoints
{
    public static void MapCodes(this IEndpointRouteBuilder routes)
    {
        var codes = routes.MapGroup("/api/v1/codes").WithTags("Codes");
        codes.MapGet("/", (CodeDesk desk) => desk.All).WithSummary("All codes that are offered and received here.");
        codes.MapPost("/offers", OfferAsync).WithSummary("Makes a code for paths, an uploaded batch, or a text.");
        codes.MapGet("/offers/{id}/qr", Picture).WithSummary("The offer's link as a QR code, in SVG; with ?page=true the one for browsers without Shoal.");
        codes.MapPut("/offers/{id}/page", LetGuestsAsync).WithSummary("Lets browsers without Shoal on this network have the offer, over plain HTTP, or not.");
        codes.MapPost("/offers/{id}/receivers/{receiver:int}", Decide).WithSummary("Yes or no to a receiver that waits for it.");
        codes.MapPost("/receives", Receive).WithSummary("Looks for the sender of a code.");
        codes.MapPost("/receives/{id}/accept", Accept).WithSummary("Says yes to what is offered.");
        codes.MapDelete("/{id}", RemoveAsync).WithSummary("Withdraws, declines, or takes an ended one off the list.");
        var uploads = routes.MapGroup("/api/v1/uploads").WithTags("Codes");
        uploads.MapPost("/", Open).WithSummary("Opens a batch of files for a code.");
        uploads.MapPut("/{batch}", UploadAsync).WithSummary("One file of a batch: the body, of any size; ?path= is its name, with folders.");
        uploads.MapDelete("/{batch}", Drop).WithSummary("Gives a batch up.");
    }

    private static async Task<Results<Ok<OfferRow>, BadRequest<Problem>>> OfferAsync(OfferRequest request, CodeDesk desk, CancellationToken cancel)
    {
        if (request.Paths?.Any(path => !Path.IsPathRooted(path)) == true) return Refuse("Paths must be full ones.");
        try
        {
            return TypedResults.Ok(await desk.OfferAsync(request, cancel).ConfigureAwait(false));
        }
        catch (CodeException fault)
        {
            return Refuse(fault.Message);
        }
    }

    private static Results<ContentHttpResult, NotFound<Problem>> Picture(string id, bool? page, HttpResponse response, CodeDesk desk)
    {
        if (desk.LinkOf(id, page ?? false) is not { } link) return NotHere("code");
        response.Headers.CacheControl = "no-store";   // the link is a secret, and it changes after wrong tries
        return TypedResults.Text(QrPicture.Draw(link), "image/svg+xml");
    }

    private static async Task<Results<Ok<OfferRow>, NotFound<Problem>>> LetGuestsAsync(string id, PageRequest request, CodeDesk desk) =>
        await desk.LetGuestsAsync(id, request.IsOpen).ConfigureAwait(false) is { } row ? TypedResults.Ok(row) : NotHere("code");

    private static Results<NoContent, NotFound<Problem>> Decide(string id, int receiver, DecideRequest request, CodeDesk desk) =>
        desk.Decide(id, receiver, request.IsWelcome) ? TypedResults.NoContent() : NotHere("code");

    private static Results<Ok<ReceiveRow>, BadRequest<Problem>> Receive(ReceiveRequest request, CodeDesk desk)
    {
        try
        {
            return TypedResults.Ok(desk.Receive(request.Code));
        }
        catch (CodeException fault)
        {
            return Refuse(fault.Message);
        }
    }

    private static Results<NoContent, NotFound<Problem>, BadRequest<Problem>> Accept(string id, AcceptRequest request, CodeDesk desk, DownloadFolder folder)
    {
        CodeConflict? conflicts = request.Conflicts switch
        {
            null or "rename" => CodeConflict.Rename,
            "overwrite" => CodeConflict.Overwrite,
            "fail" => CodeConflict.Fail,
            _ => null,
        };
        if (conflicts is null) return Refuse("Conflicts are 'rename', 'overwrite' or 'fail'.");
        var accept = new AcceptCode { Directory = folder.Resolve(request.Directory), Conflicts = conflicts.Value };
        return desk.Accept(id, accept) ? TypedResults.NoContent() : NotHere("code");
    }

    private static async Task<Results<NoContent, NotFound<Problem>>> RemoveAsync(string id, CodeDesk desk) =>
        await desk.RemoveAsync(id).ConfigureAwait(false) ? TypedResults.NoContent() : NotHere("code");

    private static Results<Ok<BatchDocument>, BadRequest<Problem>> Open(UploadShelf shelf) =>
        shelf.Open() is { } batch ? TypedResults.Ok(new BatchDocument(batch)) : Refuse("Too many uploads at once; wait for one to end.");

    private static async Task<Results<NoContent, BadRequest<Problem>>> UploadAsync(string batch, string path, HttpContext context, UploadShelf shelf)
    {
        // A film is larger than any limit a server has of its own; the disk is the limit here.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var fault = await shelf.WriteAsync(batch, path, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
        return fault is null ? TypedResults.NoContent() : Refuse(fault);
    }

    private static NoContent Drop(string batch, UploadShelf shelf)
    {
        shelf.Drop(batch);
        return TypedResults.NoContent();
    }
}
