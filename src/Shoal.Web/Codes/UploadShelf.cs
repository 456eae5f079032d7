using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Shoal.Core.Primitives;

namespace Shoal.Web.Codes;

/// <summary>Files that browsers brought for sending: a folder a batch, below the state folder, deleted when its code ends or nobody makes one.</summary>
internal sealed class UploadShelf : IDisposable
{
    /// <summary>Batches at once.</summary>
    public const int MaxBatches = 100;

    /// <summary>Files of one batch.</summary>
    public const int MaxFiles = 50_000;

    /// <summary>How long a batch waits for its next file or its code.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const int BufferBytes = 256 << 10;
    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly ConcurrentDictionary<string, Batch> _batches = new(StringComparer.Ordinal);

    public UploadShelf(string stateDirectory, TimeProvider time)
    {
        (_root, _time) = (Path.Combine(stateDirectory, "uploads"), time);
        if (Directory.Exists(_root)) Directory.Delete(_root, recursive: true);   // their codes ended with the last run
        _timer = time.CreateTimer(_ => DropForgotten(), null, Patience / 4, Patience / 4);
    }

    /// <returns>The name of a new batch; null when there are too many.</returns>
    public string? Open()
    {
        if (_batches.Count >= MaxBatches) return null;
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var batch = new Batch(Path.Combine(_root, name)) { TouchedAt = _time.GetTimestamp() };
        Directory.CreateDirectory(batch.Folder);
        _batches[name] = batch;
        return name;
    }

    /// <summary>Writes one file of a batch as it streams in.</summary>
    /// <returns>What is wrong, in one line; null when it is there.</returns>
    public async Task<string?> WriteAsync(string name, string path, Stream content, CancellationToken cancel)
    {
        if (!_batches.TryGetValue(name, out var batch) || batch.IsTaken) return "That upload is not open (any more); begin again.";
        if (!SafePath.IsSafe(path)) return "That is no name for a file.";
        if (Interlocked.Increment(ref batch.Files) > MaxFiles) return string.Create(CultureInfo.InvariantCulture, $"More than {MaxFiles} files; send the folder with 'shoal send' instead.");
        var file = Path.Combine(batch.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        var stream = new FileStream(file, options);
        await using (stream.ConfigureAwait(false)) await content.CopyToAsync(stream, BufferBytes, cancel).ConfigureAwait(false);
        batch.TouchedAt = _time.GetTimestamp();
        return null;
    }

    /// <summary>The paths to send; from now on the batch is its code's, which drops it at its end.</summary>
    public IReadOnlyList<string>? Take(string name)
    {
        if (!_batches.TryGetValue(name, out var batch)) return null;
        var paths = Directory.GetFileSystemEntries(batch.Folder);
        if (paths.Length == 0) return null;
        batch.IsTaken = true;
        return paths;
    }

    public void Drop(string name)
    {
        if (!_batches.TryRemove(name, out var batch)) return;
        try
        {
            Directory.Delete(batch.Folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next start takes it away.
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        foreach (var name in _batches.Keys) Drop(name);
    }

    private void DropForgotten()
    {
        foreach (var (name, batch) in _batches)
            if (!batch.IsTaken && _time.GetElapsedTime(batch.TouchedAt) > Patience) Drop(name);
    }

    private sealed class Batch(string folder)
    {
        public string Folder => folder;
        public int Files;
        public long TouchedAt { get; set; }
        public bool IsTaken { get; set; }
    }
}
