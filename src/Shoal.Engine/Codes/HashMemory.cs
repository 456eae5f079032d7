using System.Security.Cryptography;

namespace Shoal.Engine.Codes;

/// <summary>Remembers hashes of what was sent, so that sending it again, with a new code, hashes nothing.</summary>
/// <remarks>A file a send, named by a hash of which files and how they were. Damage or loss costs a hashing.</remarks>
/// <param name="folder">Where; null remembers nothing.</param>
internal sealed class HashMemory(string? folder)
{
    /// <summary>Sends remembered; older ones are deleted.</summary>
    private const int SendsMax = 32;

    /// <summary>The hashes kept under this key; null when there are none of this length.</summary>
    public byte[]? Find(ReadOnlySpan<byte> key, int lengthBytes)
    {
        if (PathOf(key) is not { } path) return null;
        try
        {
            if (new FileInfo(path) is not { Exists: true } file || file.Length != lengthBytes + SHA256.HashSizeInBytes) return null;
            var bytes = File.ReadAllBytes(path);
            if (!SHA256.HashData(bytes.AsSpan(0, lengthBytes)).AsSpan().SequenceEqual(bytes.AsSpan(lengthBytes))) return null;
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return bytes[..lengthBytes];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;   // expected: it is hashed again
        }
    }

    public void Keep(ReadOnlySpan<byte> key, byte[] hashes)
    {
        if (PathOf(key) is not { } path) return;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder!);
            else Directory.CreateDirectory(folder!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllBytes(path + ".new", [.. hashes, .. SHA256.HashData(hashes)]);
            File.Move(path + ".new", path, overwrite: true);
            foreach (var old in new DirectoryInfo(folder!).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).Skip(SendsMax)) old.Delete();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Expected: a full or read-only disk. It is only a memory.
        }
    }

    private string? PathOf(ReadOnlySpan<byte> key) => folder is null ? null : Path.Combine(folder, Convert.ToHexStringLower(key));
}
