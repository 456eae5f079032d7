namespace Shoal.Web.Documents;

/// <summary>A yes to an offer.</summary>
/// <param name="Directory">Folder for the files; the download folder when absent.</param>
/// <param name="Conflicts">What happens to taken names: "rename" (default), "overwrite" or "fail".</param>
public sealed record AcceptRequest(string? Directory, string? Conflicts);
