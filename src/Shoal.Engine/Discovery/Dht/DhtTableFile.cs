using Microsoft.Extensions.Logging;
using Shoal.Core.Dht;
using Shoal.Engine.Diagnostics;

namespace Shoal.Engine.Discovery.Dht;

/// <summary>Where the nodes known are kept between two runs. Losing it costs a question to a bootstrap node, so no fault of it is one of ours.</summary>
/// <param name="path">Null keeps nothing.</param>
/// <param name="log">Told of a file that cannot be used, at Debug.</param>
internal sealed class DhtTableFile(string? path, ILogger log)
{
    public (SavedNodes V4, SavedNodes V6) Load()
    {
        try
        {
            if (path is null || !File.Exists(path)) return (SavedNodes.Empty, SavedNodes.Empty);
            using var file = File.OpenRead(path);
            var bytes = new byte[SavedNodes.MaxFileBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (SavedNodes.TryRead(bytes.AsSpan(0, length), out var v4, out var v6)) return (v4, v6);
            log.DhtTableUnusable(path, "it is damaged");
        }
        catch (Exception expected) when (expected is IOException or UnauthorizedAccessException)
        {
            log.DhtTableUnusable(path!, expected.Message);
        }

        return (SavedNodes.Empty, SavedNodes.Empty);
    }

    /// <summary>Writes beside and renames: several programs may share the file, the last one wins.</summary>
    public void Save(SavedNodes v4, SavedNodes v6)
    {
        if (path is null || (v4.Nodes.Count == 0 && v6.Nodes.Count == 0)) return;
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            var beside = $"{path}.{Environment.ProcessId}.new";
            File.WriteAllBytes(beside, SavedNodes.Write(v4, v6));
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception expected) when (expected is IOException or UnauthorizedAccessException)
        {
            log.DhtTableUnusable(path, expected.Message);
        }
    }
}
