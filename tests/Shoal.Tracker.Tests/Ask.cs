using System.Net;
using System.Net.Sockets;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker.Tests;

/// <summary>Asks a running tracker, as clients do.</summary>
internal static class Ask
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static InfoHash HashOf(int n) => new([.. Enumerable.Range(n, 20).Select(i => (byte)i)]);

    public static async Task<AnnounceReply> HttpAsync(IPEndPoint tracker, InfoHash hash, int port, string before = "", string headers = "", AnnounceEvent what = AnnounceEvent.None, long left = 1)
    {
        var request = new AnnounceRequest { InfoHash = hash, PeerId = default, Port = port, Left = left, Event = what };
        var (_, body) = await GetAsync(tracker, before + HttpAnnounceQuery.Write("/announce", request), headers);
        Assert.True(HttpAnnounceReply.TryRead(body, out var reply));
        return reply;
    }

    public static async Task<ScrapeCounts> ScrapeAsync(IPEndPoint tracker, InfoHash hash)
    {
        Assert.True(HttpScrapeReply.TryRead((await GetAsync(tracker, HttpScrapeQuery.Write("/scrape", [hash]))).Body, out var swarms, out _));
        return swarms[hash];
    }

    public static async Task<(int Status, byte[] Body)> GetAsync(IPEndPoint tracker, string path, string headers = "", string method = "GET")
    {
        var answer = await RawAsync(tracker, Encoding.Latin1.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"));
        return Split(answer);
    }

    public static (int Status, byte[] Body) Split(byte[] answer)
    {
        var text = Encoding.Latin1.GetString(answer);
        return (int.Parse(text.AsSpan(9, 3)), answer[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    public static async Task<byte[]> RawAsync(IPEndPoint tracker, byte[] request)
    {
        using var socket = new Socket(tracker.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(tracker);
        await socket.SendAsync(request);
        return await ReadAllAsync(socket);
    }

    /// <summary>What comes until the other side says farewell.</summary>
    public static async Task<byte[]> ReadAllAsync(Socket socket)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[4_096];
        while (await socket.ReceiveAsync(buffer).WaitAsync(Patience) is > 0 and var read) answer.Write(buffer.AsSpan(0, read));
        return answer.ToArray();
    }

    public static async Task<AnnounceReply> UdpAsync(IPEndPoint tracker, InfoHash hash, int port, string url = "/announce", long left = 1)
    {
        using var socket = new Socket(tracker.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        await socket.ConnectAsync(tracker);
        var buffer = new byte[TrackerLimits.MaxDatagramBytes];
        UdpConnect.WriteRequest(buffer, 5);
        socket.Send(buffer.AsSpan(0, UdpConnect.RequestSize));
        Assert.True(UdpConnect.TryReadReply(buffer.AsSpan(0, socket.Receive(buffer)), out var id));
        var request = new AnnounceRequest { InfoHash = hash, PeerId = default, Port = port, Left = left };
        socket.Send(buffer.AsSpan(0, UdpAnnounce.WriteRequest(buffer, id, 6, request, Encoding.ASCII.GetBytes(url))));
        var length = socket.Receive(buffer);
        Assert.True(UdpReplyHead.TryRead(buffer.AsSpan(0, length), out var head));
        if (head.Action == UdpAction.Error) return new AnnounceReply { Failure = Encoding.ASCII.GetString(buffer, UdpReplyHead.Size, length - UdpReplyHead.Size) };
        Assert.True(UdpAnnounce.TryReadReply(buffer.AsSpan(0, length), tracker.AddressFamily == AddressFamily.InterNetworkV6, out var reply));
        return reply;
    }

    /// <summary>Asks until it is so; for what happens a little later.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what, double seconds = 15)
    {
        for (var i = 0; i < seconds * 20; i++)
        {
            if (await isSo()) return;
            await Task.Delay(50);
        }

        Assert.Fail($"never: {what}");
    }
}
