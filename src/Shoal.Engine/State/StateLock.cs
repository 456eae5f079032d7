using System.Globalization;
using Shoal.Engine.Platform;

namespace Shoal.Engine.State;

/// <summary>One Shoal a state folder: held by an open file, so that it ends with the process whatever happens.</summary>
internal sealed class StateLock : IDisposable
{
    private const string FileName = "lock";

    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Another Shoal has the folder.</exception>
    public static StateLock Take(IFileSystem files, string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new StateLock(file);
        }
        catch (IOException fault) when (file is null)
        {
            throw new IOException($"{folder} is in use by another Shoal{Owner(files, folder)}: end it, or choose another folder with --state.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException($"Shoal may not write to {folder}: give it the right to, or choose another folder with --state.", fault);
        }
    }

    public void Dispose() => _file.Dispose();

    // On Windows nobody may read the file while it is locked; then the message does without.
    private static string Owner(IFileSystem files, string folder)
    {
        try
        {
            using var file = files.Open(folder, FileName, FileAccess.Read, executable: false, out _);
            Span<byte> text = stackalloc byte[16];
            var length = file is null ? 0 : RandomAccess.Read(file, text, 0);
            return int.TryParse(text[..length], CultureInfo.InvariantCulture, out var process) ? $" (process {process})" : string.Empty;
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
