using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Shoal.Web.Documents;

namespace Shoal.Web.Api;

/// <summary>What an asker is told when it can't be: one line for people, always in the same shape.</summary>
internal static class Refusals
{
    public static BadRequest<Problem> Refuse(string message) => TypedResults.BadRequest(new Problem(message));

    /// <param name="what">What was asked for, in a word: "torrent".</param>
    public static NotFound<Problem> NotHere(string what) => TypedResults.NotFound(new Problem($"There is no such {what} here (any more)."));
}
