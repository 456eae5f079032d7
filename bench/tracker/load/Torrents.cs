using System.Buffers.Binary;
using System.Globalization;
using Shoal.Core.Primitives;

namespace Shoal.TrackerLoad;

/// <summary>Info-hashes by number, and which is asked for how often.</summary>
internal sealed class Torrents
{
    private const int DrawCount = 1 << 20;

    private readonly int[] _draws = [];
    private readonly int _count;

    public Torrents(int count, double zipf)
    {
        _count = count;
        if (zipf == 0) return;
        var sums = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) sums[i] = sum += Math.Pow(i + 1, -zipf);
        var random = new Random(1);
        _draws = new int[DrawCount];
        for (var i = 0; i < DrawCount; i++)
        {
            var at = Array.BinarySearch(sums, random.NextDouble() * sum);
            _draws[i] = Math.Min(at < 0 ? ~at : at, count - 1);
        }
    }

    public int Draw(ulong random) => _draws.Length == 0
        ? (int)((random >> 32) * (ulong)_count >> 32)
        : _draws[random & (DrawCount - 1)];

    public void Write(int torrent, Span<byte> destination)
    {
        var state = (ulong)torrent;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Mix(ref state));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Mix(ref state));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], (uint)Mix(ref state));
    }

    /// <summary>In hexadecimal, a line each: opentracker of Debian wants a list of all it may serve.</summary>
    public static void WriteList(int count, TextWriter output)
    {
        var torrents = new Torrents(count, 0);
        var bytes = new byte[InfoHash.Size];
        for (var i = 0; i < count; i++)
        {
            torrents.Write(i, bytes);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(bytes)}"));
        }
    }

    // splitmix64
    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
