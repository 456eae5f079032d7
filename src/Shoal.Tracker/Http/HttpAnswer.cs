namespace Shoal.Tracker;

/// <summary>The head of an answer; its body is written apart.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="MoreHeaders">Whole lines, each ended by CR LF; empty for none.</param>
internal readonly record struct HttpAnswer(int Status, string ContentType = "text/plain", string MoreHeaders = "")
{
    public string Reason => Status switch
    {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Internal Server Error",
    };
}
