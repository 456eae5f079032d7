using System.Net;
using System.Net.Sockets;
using System.Text;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Codes;

public class CodeSecrecyTests
{
    [Fact]
    public async Task Nothing_of_names_sizes_or_content_is_on_the_wire_in_clear()
    {
        await using var pair = new CodePair();
        var text = string.Concat(Enumerable.Repeat("the-content-of-the-file ", 60_000));
        Directory.CreateDirectory(Path.Combine(pair.Source, "holiday-photos"));
        await File.WriteAllTextAsync(Path.Combine(pair.Source, "holiday-photos", "beach-sunset.txt"), text);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "holiday-photos")] });
        var code = sender.Snapshot().Code;
        using var wire = new TappedWire(engine.ListeningOn[0]);
        await using var receiving = await ShoalEngine.StartAsync(new EngineOptions { ListenOn = [] });   // nobody can dial it: all goes by the tap
        await using var receiver = receiving.Receive(new ReceiveCode { Code = code, Name = "anna-at-her-desk", Peers = [wire.Address] });

        await pair.ReceiveAllAsync(receiver);

        var seen = wire.Seen();
        Assert.True(seen.Length > text.Length, "everything went through the tap");
        string[] secrets = ["the-content-of", "holiday", "photos", "beach", "sunset", "anna", $"{text.Length}", .. code.Split('-')[1..], "pieces root", "file tree"];
        Assert.All(secrets, secret => Assert.True(seen.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, secret));
        byte[][] lengths = [BitConverter.GetBytes((long)text.Length), [.. BitConverter.GetBytes((long)text.Length).Reverse()]];
        Assert.All(lengths, length => Assert.True(seen.AsSpan().IndexOf(length) < 0, "the length"));
    }

    /// <summary>Passes connections on and keeps every byte of both directions.</summary>
    private sealed class TappedWire : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly Lock _lock = new();
        private readonly List<MemoryStream> _streams = [];

        public TappedWire(IPEndPoint target)
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            _ = AcceptAsync(target);
        }

        public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

        public byte[] Seen()
        {
            lock (_lock) return [.. _streams.SelectMany(stream => stream.ToArray())];
        }

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync(IPEndPoint target)
        {
            try
            {
                while (true)
                {
                    var near = await _listener.AcceptAsync();
                    var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    await far.ConnectAsync(target);
                    _ = PassAsync(near, far);
                    _ = PassAsync(far, near);
                }
            }
            catch (Exception expected) when (expected is SocketException or ObjectDisposedException)
            {
            }
        }

        private async Task PassAsync(Socket from, Socket to)
        {
            var kept = new MemoryStream();
            lock (_lock) _streams.Add(kept);
            var buffer = new byte[64 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var count)
                {
                    lock (_lock) kept.Write(buffer, 0, count);
                    await to.SendAsync(buffer.AsMemory(0, count));
                }
            }
            catch (SocketException)
            {
            }

            from.Dispose();
            to.Dispose();
        }
    }
}
