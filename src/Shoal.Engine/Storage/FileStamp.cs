namespace Shoal.Engine.Storage;

/// <summary>A file as it was when its pieces were last known: a file that differs was changed by somebody else.</summary>
/// <param name="LengthBytes">Its length; -1 when there was no file.</param>
/// <param name="ModifiedTicks">Its last write, in ticks of <see cref="DateTime"/> (UTC).</param>
internal readonly record struct FileStamp(long LengthBytes, long ModifiedTicks)
{
    public static FileStamp Missing => new(-1, 0);
}
