namespace Shoal.Engine.Platform;

/// <summary>A disk operation that failed, with the part of it that people can act on.</summary>
/// <param name="problem">What kind of failure.</param>
/// <param name="path">The file or folder; empty when the call had only a handle.</param>
/// <param name="detail">What the system called it.</param>
internal sealed class DiskException(DiskProblem problem, string path, string detail) : IOException($"{path}: {detail}")
{
    public DiskProblem Problem => problem;
    public string Path => path;
    public string Detail => detail;
}
