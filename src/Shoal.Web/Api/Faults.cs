using Microsoft.AspNetCore.Http;
using Shoal.Web.Documents;

namespace Shoal.Web.Api;

/// <summary>What went wrong inside, as one line of JSON instead of a page or an empty answer.</summary>
internal static class Faults
{
    public static async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, fault.StatusCode, fault.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The asker is gone.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException && !context.Response.HasStarted)
        {
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, fault.Message).ConfigureAwait(false);
        }
        catch (Exception bug) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, $"A fault of Shoal's own, not yours: {bug.GetType().Name}: {bug.Message} Please report it.").ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return Problem.WriteAsync(context.Response, message);
    }
}
