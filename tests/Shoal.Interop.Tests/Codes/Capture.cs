using System.Diagnostics;
using System.Globalization;

namespace Shoal.Interop.Codes;

/// <summary>Payloads of recorded packets: TCP put together again a direction at a time, each datagram by itself.</summary>
internal sealed class Capture
{
    private readonly Dictionary<(string Stream, string Port), SortedDictionary<uint, byte[]>> _segments = [];
    private readonly List<byte[]> _streams = [];

    public int Packets { get; private set; }
    public IReadOnlyList<byte[]> Streams => _streams;

    /// <param name="path">What tshark wrote.</param>
    public static async Task<Capture> ReadAsync(string path)
    {
        var capture = new Capture();
        var told = await TellAsync(path, "-T", "fields", "-E", "separator=;", "-e", "tcp.stream", "-e", "tcp.srcport", "-e", "tcp.seq", "-e", "tcp.payload", "-e", "udp.payload");
        foreach (var line in told.Split('\n', StringSplitOptions.RemoveEmptyEntries)) capture.Take(line.Split(';'));
        foreach (var segments in capture._segments.Values) capture._streams.Add([.. segments.Values.SelectMany(bytes => bytes)]);
        return capture;
    }

    /// <summary>What tshark says of a recording.</summary>
    public static async Task<string> TellAsync(string path, params string[] what)
    {
        using var process = Process.Start(new ProcessStartInfo("timeout", ["60", "tshark", "-r", path, .. what]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaints = process.StandardError.ReadToEndAsync();
        var told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? told : throw new InvalidOperationException(await complaints);
    }

    public bool Contains(ReadOnlySpan<byte> bytes)
    {
        foreach (var stream in _streams)
            if (stream.AsSpan().IndexOf(bytes) >= 0) return true;
        return false;
    }

    // A segment sent again has the number of the first.
    private void Take(string[] fields)
    {
        Packets++;
        if (fields is not [var stream, var port, var number, var segment, var datagram]) return;
        if (datagram.Length > 0) _streams.Add(Bytes(datagram));
        if (segment.Length == 0) return;
        if (!_segments.TryGetValue((stream, port), out var segments)) _segments[(stream, port)] = segments = [];
        segments[uint.Parse(number, CultureInfo.InvariantCulture)] = Bytes(segment);
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(":", string.Empty, StringComparison.Ordinal));
}
