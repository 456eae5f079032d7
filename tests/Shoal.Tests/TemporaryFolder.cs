namespace Shoal;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("shoal-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string Combine(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public string Write(string name, byte[] bytes)
    {
        var path = Combine(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
