using System.Security.Cryptography;
using System.Text;

namespace Shoal.Commands.Transfers;

/// <summary>The folder in which one command keeps what must survive a restart.</summary>
/// <remarks>
/// It is named after what is transferred and where to, so that the same command run again finds its own, while commands about
/// other things run beside it: each engine holds its folder alone.
/// </remarks>
/// <param name="path">Where it is; made when needed.</param>
internal sealed class StateFolder(string path)
{
    public string Path => path;

    /// <param name="root">What <c>--state</c> says, or the default.</param>
    /// <param name="verb">Commands do not share state: what seeds is not what gets.</param>
    /// <param name="sources">What is transferred.</param>
    /// <param name="directory">Where the data is.</param>
    public static StateFolder For(string root, string verb, IEnumerable<TorrentSource> sources, string directory)
    {
        using var name = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        name.AppendData(Encoding.UTF8.GetBytes(System.IO.Path.GetFullPath(directory)));
        foreach (var source in sources)
        {
            name.AppendData(SHA256.HashData(source.Metainfo.Span));
            name.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(source.Magnet ?? "")));
        }

        return new StateFolder(System.IO.Path.Combine(root, verb, Convert.ToHexStringLower(name.GetHashAndReset().AsSpan(0, 12))));
    }

    /// <summary>Forgets it: nothing is left to resume.</summary>
    public void Delete()
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A few kilobytes stay behind; the data is complete and that is what was asked for.
        }
    }
}
