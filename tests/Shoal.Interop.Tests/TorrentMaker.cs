using System.Buffers.Text;
using System.Security.Cryptography;
using Shoal.Interop.Clients;

namespace Shoal.Interop;

/// <summary>Makes torrents with the creators of different projects, so that readers meet more than one hand.</summary>
internal static class TorrentMaker
{
    /// <param name="maker">shoal, mktorrent (v1 only) or libtorrent.</param>
    /// <param name="version">v1, v2 or hybrid.</param>
    public static async Task<string> MakeAsync(string maker, string version, string content, string output, string? tracker, int pieceLength = Tree.PieceLength)
    {
        switch (maker)
        {
            case Programs.Shoal:
                await RunningProgram.RunAsync(
                    Programs.PathOf(maker),
                    [
                        "create", content, "-o", output, $"--{version}", "--piece-length", pieceLength.ToString(),
                        .. (string[])(tracker is null ? [] : ["--tracker", tracker]),
                    ]);
                break;
            case "mktorrent":
                Assert.Equal("v1", version);
                await RunningProgram.RunAsync(
                    Programs.PathOf(maker),
                    ["-l", int.Log2(pieceLength).ToString(), "-o", output, .. (string[])(tracker is null ? [] : ["-a", tracker]), content]);
                break;
            case Programs.Libtorrent:
                await LibtorrentClient.MakeTorrentAsync(version, pieceLength, content, output, tracker);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(maker), maker, null);
        }
        return output;
    }

    /// <summary>The v1 and v2 info-hashes in hexadecimal. Not a checker: it trusts the file to be a torrent.</summary>
    public static (string V1, string V2) InfoHashes(string torrent)
    {
        var bytes = File.ReadAllBytes(torrent);
        for (var at = 1; bytes[at] != 'e';)
        {
            var keyEnd = EndOfValue(bytes, at);
            var valueEnd = EndOfValue(bytes, keyEnd);
            if (bytes.AsSpan(at, keyEnd - at).SequenceEqual("4:info"u8))
            {
                var info = bytes.AsSpan(keyEnd, valueEnd - keyEnd);
                return (Convert.ToHexStringLower(SHA1.HashData(info)), Convert.ToHexStringLower(SHA256.HashData(info)));
            }
            at = valueEnd;
        }
        throw new InvalidDataException($"{torrent} has no info");
    }

    private static int EndOfValue(byte[] bytes, int at)
    {
        if (bytes[at] == 'i') return Array.IndexOf(bytes, (byte)'e', at) + 1;
        if (bytes[at] is (byte)'l' or (byte)'d')
        {
            at++;
            while (bytes[at] != 'e') at = EndOfValue(bytes, at);
            return at + 1;
        }
        if (!Utf8Parser.TryParse(bytes.AsSpan(at), out int length, out var digits)) throw new InvalidDataException($"no bencode at {at}");
        return at + digits + 1 + length;
    }
}
