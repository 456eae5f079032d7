using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Shoal.Interop.Namespaces;
using Xunit.Abstractions;

namespace Shoal.Interop.Codes;

/// <summary>What somebody sees who records every packet of a session, and what they get who then knock at the sender's door.</summary>
public sealed class CodeCaptureTests(ITestOutputHelper output) : IDisposable
{
    private const string Sniffer = "tshark", OpenSsl = "openssl";
    private const int NoteBytes = 1_234_577;

    private readonly Workspace _room = new(needBytes: 64 << 20);

    public void Dispose() => _room.Dispose();

    [NeedsFact(Programs.Shoal, Programs.Namespaces, Sniffer, OpenSsl)]
    public async Task A_recorded_session_shows_no_name_size_or_content_and_lets_nobody_in()
    {
        using var network = new NamespaceNetwork();
        var (a, b) = (network.AddHost("10.77.0.1"), network.AddHost("10.77.0.2"));
        var (folder, photo) = MakeContent();
        var recording = _room.File("session.pcapng");
        await using var sniffer = a.Run(Sniffer, ["-i", "any", "-B", "64", "-q", "-w", recording], TimeSpan.FromMinutes(5), _room.Root);
        while (!sniffer.Said.Any(line => line.Contains("Capturing", StringComparison.Ordinal)) && !sniffer.HasExited) await Task.Delay(20);

        await using var send = CodeProgram.Send(_room, a, "--lan-only", folder);
        var code = await send.CodeAsync();
        await using var receive = CodeProgram.Receive(_room, b, code, "--lan-only", "-o", _room.Folder("in"));
        await receive.SucceedAsync();
        while (new FileInfo(recording).Length < NoteBytes + photo.Length && !sniffer.HasExited) await Task.Delay(20);   // it writes in its own time
        sniffer.Interrupt();
        await sniffer.WaitForExitAsync(TimeSpan.FromMinutes(1));

        Tree.AssertSame(folder, Path.Combine(_room.File("in"), Path.GetFileName(folder)));
        AssertSecret(await Capture.ReadAsync(recording), code, photo);
        await AssertShutAsync(a, b, recording);
    }

    private (string Folder, byte[] Photo) MakeContent()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_room.Root, "Überraschung für Zoë")).FullName;
        var note = string.Concat(Enumerable.Repeat("the-content-of-the-note ", NoteBytes / 24 + 1))[..NoteBytes];
        File.WriteAllText(Path.Combine(folder, "einladung.txt"), note);
        var photo = new byte[2_345_678];
        new Random(7).NextBytes(photo);
        File.WriteAllBytes(Path.Combine(folder, "strand-foto.jpg"), photo);
        return (folder, photo);
    }

    private void AssertSecret(Capture capture, string code, byte[] photo)
    {
        output.WriteLine($"{capture.Packets} packets, {capture.Streams.Count} streams, {capture.Streams.Sum(s => s.Length)} bytes");
        Assert.True(capture.Streams.Sum(s => (long)s.Length) > NoteBytes + photo.Length, "the whole session was recorded");
        Assert.True(capture.Contains("BitTorrent protocol"u8), "where the two met was recorded");
        string[] words = ["berraschung", "für Zoë", "Zoë", "einladung", "strand-foto", "the-content-of", "content/00", "file tree", "pieces root", .. code.Split('-')[1..]];
        foreach (var word in words) Assert.False(capture.Contains(Encoding.UTF8.GetBytes(word)), word);
        foreach (var size in (long[])[NoteBytes, photo.Length, NoteBytes + photo.Length])
        {
            Assert.False(capture.Contains(Encoding.ASCII.GetBytes($"{size}")), $"{size} in digits");
            Assert.False(capture.Contains(BitConverter.GetBytes(size)), $"{size} in binary");
            Assert.False(capture.Contains([.. BitConverter.GetBytes(size).Reverse()]), $"{size} in binary, most significant first");
        }

        for (var at = 0; at + 16 < photo.Length; at += 16 * 1024) Assert.False(capture.Contains(photo.AsSpan(at, 16)), $"the photo at {at}");
    }

    // Whoever recorded the session knows the swarm's name: it stands in the first words of TLS.
    private async Task AssertShutAsync(NamespaceHost sender, NamespaceHost stranger, string recording)
    {
        var name = (await Capture.TellAsync(recording, "-Y", "tls.handshake.extensions_server_name", "-T", "fields", "-e", "tls.handshake.extensions_server_name")).Split('\n')[0].Trim();
        Assert.Equal(40, name.Length);
        var port = sender.Execute("ss", "-Hltn").Split(' ', StringSplitOptions.RemoveEmptyEntries)[3].Split(':')[^1];
        var (cert, key) = (_room.File("foreign.pem"), _room.File("foreign.key"));
        await RunningProgram.RunAsync(OpenSsl, ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=*", "-days", "1", "-out", cert, "-keyout", key]);
        byte[] hello = [19, .. "BitTorrent protocol"u8, .. new byte[8], .. Convert.FromHexString(name), .. "-XX0000-123456789012"u8];
        string[] inside = ["s_client", "-connect", $"{sender.Address}:{port}", "-servername", name, "-quiet", "-no_ign_eof"];

        Assert.Equal((0, true), await KnockAsync(stranger, OpenSsl, inside, hello));
        Assert.Equal((0, true), await KnockAsync(stranger, OpenSsl, [.. inside, "-cert", cert, "-key", key], hello));
        Assert.Equal(0, stranger.Inside(() => Knock(new IPEndPoint(sender.Address, int.Parse(port, CultureInfo.InvariantCulture)), hello)));
    }

    // How many bytes somebody gets who says hello, and whether the door was shut on them.
    private static async Task<(int Got, bool IsShut)> KnockAsync(NamespaceHost host, string program, string[] arguments, byte[] hello)
    {
        using var process = Process.Start(new ProcessStartInfo("timeout", ["20", "ip", "netns", "exec", host.Name, program, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await process.StandardInput.BaseStream.WriteAsync(hello);
        await process.StandardInput.BaseStream.FlushAsync();
        var got = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(got);
        await process.WaitForExitAsync();
        return ((int)got.Length, process.ExitCode != 124);
    }

    // The same without TLS.
    private static int Knock(IPEndPoint door, byte[] hello)
    {
        using var socket = new Socket(door.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        socket.Connect(door);
        socket.Send(hello);
        try
        {
            return socket.Receive(new byte[64]);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
