using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Rooms;

/// <summary>Remembers what files hashed to, so that a shared folder is hashed once: by path, length, time and inode. Damage or loss costs a hashing.</summary>
/// <remarks>
/// A line a file, appended: <c>sum root length modified device inode path</c>; the last of a path counts. Piece layers of longer files
/// are files of their own. One caller at a time; several programs may share the folder.
/// </remarks>
/// <param name="folder">Where; null remembers for as long as the object lives.</param>
internal sealed class ShareMemory(string? folder)
{
    private const int LinesKeptMin = 1_000;

    private readonly Dictionary<string, (FileStatus Status, Sha256Hash Root)> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<Sha256Hash, byte[]> _layers = [];   // those that no disk keeps
    private bool _isLoaded;

    private string IndexPath => Path.Combine(folder!, "files");

    /// <summary>The file's root when it is as it was; null when it must be hashed.</summary>
    public Sha256Hash? Find(string path, in FileStatus status)
    {
        Load();
        return _known.TryGetValue(path, out var known) && IsSame(known.Status, status) ? known.Root : null;
    }

    /// <summary>The piece layer of a longer file; null when it is not known.</summary>
    public byte[]? LayerOf(Sha256Hash root)
    {
        if (folder is null || _layers.ContainsKey(root)) return _layers.GetValueOrDefault(root);
        try
        {
            return File.ReadAllBytes(LayerPath(root));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;   // expected: it is hashed again
        }
    }

    /// <param name="files">What was hashed; a layer is empty for a file of one piece.</param>
    public void Keep(IReadOnlyList<(string Path, FileStatus Status, Sha256Hash Root, byte[] Layer)> files)
    {
        Load();
        var lines = new StringBuilder();
        foreach (var file in files)
        {
            _known[file.Path] = (file.Status, file.Root);
            if (file.Layer.Length > 0 && !TryKeepLayer(file.Root, file.Layer)) continue;
            lines.Append(LineOf(file.Path, file.Status, file.Root));
        }

        if (folder is not null) Append(lines.ToString());
    }

    private static bool IsSame(in FileStatus known, in FileStatus now) =>
        (known.LengthBytes, known.ModifiedTicks, known.Identity) == (now.LengthBytes, now.ModifiedTicks, now.Identity);

    private string LayerPath(Sha256Hash root) => Path.Combine(folder!, "layers", root.ToString());

    private bool TryKeepLayer(Sha256Hash root, byte[] layer)
    {
        if (folder is null)
        {
            _layers.TryAdd(root, layer);
            return true;
        }

        try
        {
            MakeFolder(Path.Combine(folder, "layers"));
            var path = LayerPath(root);
            if (File.Exists(path)) return true;
            File.WriteAllBytes(path + ".new", layer);
            File.Move(path + ".new", path, overwrite: true);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _layers.TryAdd(root, layer);   // expected: a full disk, or another program at the same file
            return false;
        }
    }

    private void Load()
    {
        if (_isLoaded) return;
        _isLoaded = true;
        if (folder is null || !File.Exists(IndexPath)) return;
        try
        {
            var lines = 0;
            foreach (var line in File.ReadLines(IndexPath))
            {
                lines++;
                if (TryReadLine(line, out var path, out var status, out var root)) _known[path] = (status, root);
            }

            if (lines > 2 * _known.Count + LinesKeptMin) Rewrite();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Expected: it is hashed again.
        }
    }

    private void Rewrite()
    {
        var all = new StringBuilder();
        foreach (var (path, known) in _known) all.Append(LineOf(path, known.Status, known.Root));
        File.WriteAllText(IndexPath + ".new", all.ToString());
        File.Move(IndexPath + ".new", IndexPath, overwrite: true);
    }

    private void Append(string lines)
    {
        try
        {
            MakeFolder(folder!);
            File.AppendAllText(IndexPath, lines);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Expected: a full or read-only disk. It is only a memory.
        }
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // A name with a line's end in it is not remembered: nothing is said twice.
    private static string LineOf(string path, in FileStatus status, Sha256Hash root)
    {
        if (path.AsSpan().IndexOfAny('\n', '\r') >= 0) return string.Empty;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{root} {status.LengthBytes} {status.ModifiedTicks} {status.Identity.Device} {status.Identity.Inode} {path}");
        return $"{Sum(text):x8} {text}\n";
    }

    private static bool TryReadLine(string line, out string path, out FileStatus status, out Sha256Hash root)
    {
        (path, status, root) = (string.Empty, default, default);
        if (line.Length < 9 || !uint.TryParse(line.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var sum) || sum != Sum(line[9..])) return false;
        var parts = line[9..].Split(' ', 6);
        if (parts.Length != 6 || !Sha256Hash.TryParseHex(parts[0], out root)) return false;
        if (!long.TryParse(parts[1], CultureInfo.InvariantCulture, out var length) || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out var modified)) return false;
        if (!ulong.TryParse(parts[3], CultureInfo.InvariantCulture, out var device) || !ulong.TryParse(parts[4], CultureInfo.InvariantCulture, out var inode)) return false;
        path = parts[5];
        status = new FileStatus(length, 0, modified, 1, new FileIdentity(device, inode), FileKind.File);
        return true;
    }

    private static uint Sum(string text) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
