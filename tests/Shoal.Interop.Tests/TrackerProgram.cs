using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shoal.Interop;

/// <summary>A tracker program on loopback, HTTP and UDP on one port: ours, or opentracker with the torrent on its whitelist.</summary>
internal sealed class TrackerProgram(IPEndPoint address, string infoHash, RunningProgram program) : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private const int PollsMax = 400;

    public static TrackerProgram StartShoal(IPEndPoint address, string home, string infoHash) => new(
        address,
        infoHash,
        new(Programs.PathOf(Programs.Shoal), ["tracker", "--http", address.ToString(), "--udp", address.ToString()], Lifetime, home));

    /// <param name="infoHash">In hexadecimal; Debian's opentracker serves only what is listed, IPv4 only; of root it makes itself nobody.</param>
    public static TrackerProgram StartOpentracker(IPEndPoint address, string home, string infoHash)
    {
        File.WriteAllText(Path.Combine(home, "whitelist"), infoHash + "\n");
        var settings = Path.Combine(home, "opentracker.conf");
        File.WriteAllText(settings, $"access.whitelist whitelist\nlisten.tcp {address}\nlisten.udp {address}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(home, (UnixFileMode)0b111_101_101);
        return new(address, infoHash, new(Programs.PathOf("opentracker"), ["-f", settings, "-d", home], Lifetime, home));
    }

    public Task UntilItListensAsync() => UntilAsync(
        async () =>
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address);
            return true;
        },
        "listen");

    /// <summary>Returns when its scrape (BEP 48) counts somebody: who comes later will be told of them.</summary>
    public Task UntilItKnowsAPeerAsync() => UntilAsync(
        async () =>
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            var escaped = string.Concat(Convert.FromHexString(infoHash).Select(b => $"%{b:x2}"));
            var answer = Encoding.Latin1.GetString(await http.GetByteArrayAsync(new Uri($"http://{address}/scrape?info_hash={escaped}")));
            return answer.Contains("8:completei1e", StringComparison.Ordinal) || answer.Contains("10:incompletei1e", StringComparison.Ordinal);
        },
        "count a peer");

    /// <summary>Returns when somebody has scraped it: it counts that itself. Ours alone.</summary>
    public Task UntilItIsScrapedAsync() => UntilAsync(
        async () =>
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            return !(await http.GetStringAsync(new Uri($"http://{address}/stats"))).Contains("\nscrapes 0\n", StringComparison.Ordinal);
        },
        "get scraped");

    public ValueTask DisposeAsync() => program.DisposeAsync();

    private async Task UntilAsync(Func<Task<bool>> question, string what)
    {
        for (var polls = 0; polls < PollsMax && !program.HasExited; polls++)
        {
            try
            {
                if (await question()) return;
            }
            catch (Exception e) when (e is SocketException or HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(PollPeriod);
        }
        throw new TimeoutException($"the tracker at {address} does not {what}: {program.Story}");
    }
}
