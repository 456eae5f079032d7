namespace Shoal.Web.Watching;

/// <summary>A file as a look at its folder found it.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedTicks">When it was last written to, in UTC.</param>
internal readonly record struct WatchedFile(string Path, long Length, long ModifiedTicks);
