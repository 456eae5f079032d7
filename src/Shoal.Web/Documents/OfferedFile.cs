namespace Shoal.Web.Documents;

/// <summary>A file of an offer: its path, made safe, and its bytes.</summary>
public sealed record OfferedFile(string Path, long Size);
