using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shoal.Tracker.Tests;

/// <summary>Connections that ask one thing are answered where they are accepted; the others are handed on. Clients see no difference.</summary>
public sealed class HttpDoorTests
{
    private static readonly TrackerOptions Loopback = new() { Http = [new(IPAddress.Loopback, 0), new(IPAddress.IPv6Loopback, 0)] };
    private static readonly string Path = $"/announce?info_hash={string.Concat(Ask.HashOf(1).ToArray().Select(b => $"%{b:x2}"))}&peer_id=aaaaaaaaaaaaaaaaaaaa&left=1&port=";

    [Theory]
    [InlineData(" HTTP/1.0\r\n\r\n")]
    [InlineData(" HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")]
    [InlineData(" HTTP/1.1\r\nHost: ::1:6969\r\nConnection: close\r\n\r\n")]
    [InlineData(" HTTP/1.1\r\n\r\n")]
    public async Task A_request_cut_anywhere_is_answered_alike(string end)
    {
        await using var server = await TrackerServer.StartAsync(Loopback);
        await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 999);
        var request = Encoding.ASCII.GetBytes($"GET {Path}7{end}");
        for (var cut = 0; cut <= request.Length; cut += cut is > 20 and < 150 ? 23 : 3)
        {
            using var socket = await OpenAsync(server.Http[0]);
            await socket.SendAsync(request.AsMemory(0, cut));
            if (cut % 2 == 0) await Task.Yield();
            await socket.SendAsync(request.AsMemory(cut));
            socket.Shutdown(SocketShutdown.Send);
            var (status, body) = Ask.Split(await Ask.ReadAllAsync(socket));
            Assert.True(status == 200 && Encoding.Latin1.GetString(body).Contains("5:peers6:\u007f\0\0\u0001\u0003\u00e7", StringComparison.Ordinal), $"cut at {cut}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Who_keeps_the_connection_is_answered_again_and_again(int family)
    {
        await using var server = await TrackerServer.StartAsync(Loopback);
        using var socket = await OpenAsync(server.Http[family]);
        for (var port = 1; port <= 5; port++)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Path}{port} HTTP/1.1\r\n\r\n"));
            Assert.StartsWith("HTTP/1.1 200", await HearAsync(socket), StringComparison.Ordinal);
        }

        // Two at once, of which the last says farewell.
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Path}6 HTTP/1.1\r\n\r\nGET {Path}7 HTTP/1.1\r\nConnection: close\r\n\r\n"));
        var rest = Encoding.Latin1.GetString(await Ask.ReadAllAsync(socket));

        Assert.Equal(2, rest.Split("HTTP/1.1 200").Length - 1);
        Assert.Equal(7, server.Snapshot().Peers);
    }

    [Fact]
    public async Task A_kept_connection_may_ask_for_the_page_and_announce_again()
    {
        await using var server = await TrackerServer.StartAsync(Loopback);
        using var socket = await OpenAsync(server.Http[0]);

        foreach (var path in new[] { Path + "1", "/stats", Path + "2", "/", Path + "3" })
        {
            var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\n\r\n");
            await socket.SendAsync(request.AsMemory(0, 5));
            await socket.SendAsync(request.AsMemory(5));
            Assert.StartsWith("HTTP/1.1 200", await HearAsync(socket), StringComparison.Ordinal);
        }

        Assert.Equal(3, server.Snapshot().Peers);
    }

    [Fact]
    public async Task Where_there_is_no_room_a_client_is_told_that_its_connection_closes()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var server = await TrackerServer.StartAsync(Loopback with { MaxHttpConnections = 2 });
        var sockets = new List<Socket>();
        for (var port = 1; port <= 4; port++)
        {
            sockets.Add(await OpenAsync(server.Http[0]));
            await sockets[^1].SendAsync(Encoding.ASCII.GetBytes($"GET {Path}{port} HTTP/1.1\r\n\r\n"));
            Assert.Contains(port <= 2 ? "Connection: keep-alive" : "Connection: close", await HearAsync(sockets[^1]), StringComparison.Ordinal);
        }

        Assert.Equal(0, await sockets[^1].ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(15)));
        foreach (var socket in sockets) socket.Dispose();
        await Ask.UntilAsync(
            async () =>
            {
                using var socket = await OpenAsync(server.Http[0]);
                await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Path}5 HTTP/1.1\r\n\r\n"));
                return (await HearAsync(socket)).Contains("Connection: keep-alive", StringComparison.Ordinal);
            },
            "there is room again");
    }

    [Fact]
    public async Task Threat_row_33_who_is_silent_on_a_kept_connection_is_parted_with()
    {
        await using var server = await TrackerServer.StartAsync(Loopback with { HttpPatience = TimeSpan.FromSeconds(1) });
        using var socket = await OpenAsync(server.Http[0]);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Path}1 HTTP/1.1\r\n\r\n"));
        await HearAsync(socket);

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task Threat_row_33_clients_that_say_nothing_or_half_a_request_keep_nobody_waiting()
    {
        await using var server = await TrackerServer.StartAsync(Loopback with { MaxHttpConnections = 3 });
        var slow = new List<Socket>();
        for (var i = 0; i < 40; i++)
        {
            slow.Add(await OpenAsync(server.Http[0]));
            if (i % 2 == 0) await slow[^1].SendAsync("GET /announce?info_ha"u8.ToArray());
        }

        // All of Kestrel's connections are taken, so the page is not to be had; announces are not kept from it.
        if (OperatingSystem.IsLinux())
        {
            for (var port = 1; port <= 20; port++) Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), port)).Failure);
        }

        foreach (var socket in slow) socket.Dispose();
        await Ask.UntilAsync(async () => await PageAsync(server) == 200, "the page is there again");
    }

    [Fact]
    public async Task Two_threads_of_an_address_answer_side_by_side()
    {
        await using var server = await TrackerServer.StartAsync(Loopback with { HttpThreads = 2 });

        await Task.WhenAll(Enumerable.Range(1, 200).Select(port => Task.Run(() => Ask.HttpAsync(server.Http[0], Ask.HashOf(port % 9), port))));

        Assert.Equal((200, 200L), (server.Snapshot().Peers, server.Snapshot().Announces));
    }

    [Fact]
    public async Task A_client_that_left_before_its_answer_harms_nobody()
    {
        await using var server = await TrackerServer.StartAsync(Loopback);
        for (var i = 0; i < 50; i++)
        {
            using var socket = await OpenAsync(server.Http[0]);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Path}{i + 1} HTTP/1.0\r\n\r\n"));
            socket.Close(timeout: 0);   // a reset, not a farewell
        }

        Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1)).Failure);
    }

    private static async Task<int> PageAsync(TrackerServer server)
    {
        try
        {
            return await Ask.RawAsync(server.Http[0], "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"u8.ToArray()) is { Length: > 12 } answer ? Ask.Split(answer).Status : 0;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    // One answer: head and body.
    private static async Task<string> HearAsync(Socket socket)
    {
        var text = "";
        var buffer = new byte[16_384];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(15));
            text += Encoding.Latin1.GetString(buffer, 0, read);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0 || (end > 0 && text.Length - end - 4 >= int.Parse(text.Split("Content-Length: ")[1].Split('\r')[0]))) return text;
        }
    }

    private static async Task<Socket> OpenAsync(IPEndPoint tracker)
    {
        var socket = new Socket(tracker.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(tracker);
        return socket;
    }
}
