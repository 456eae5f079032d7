using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Codes;

/// <summary>The swarm of a code is an ordinary "SSL torrent": libtorrent joins it once somebody gives it a certificate.</summary>
public class CodeLibtorrentTests
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys, threading, os
        import libtorrent as lt
        folder, port, peer_port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        session = lt.session({
            "listen_interfaces": "127.0.0.1:%ds" % port, "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
            "enable_outgoing_utp": False, "enable_incoming_utp": False, "alert_mask": int(lt.alert.category_t.error_notification
                | lt.alert.category_t.status_notification | lt.alert.category_t.connect_notification)})
        params = lt.add_torrent_params()
        params.ti = lt.torrent_info(os.path.join(folder, "x.torrent"))
        params.save_path = os.path.join(folder, "out")
        params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
        handle = session.add_torrent(params)
        handle.set_ssl_certificate(*[os.path.join(folder, name) for name in ("cert.pem", "key.pem", "dh.pem")], "")
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        seeds = False
        while True:
            session.wait_for_alert(100)
            for alert in session.pop_alerts():
                print(alert.what(), alert.message(), flush=True)
            if handle.status().is_seeding:
                handle.flush_cache()
                session.wait_for_alert(200)
                if not seeds:
                    print("seeding", flush=True)
                seeds = True
            if handle.status().num_peers == 0 and not seeds:
                handle.connect_peer(("127.0.0.1", peer_port))
        """;

    [Fact]
    public async Task Libtorrent_leeches_and_seeds_in_the_swarm_of_a_code_when_given_a_certificate()
    {
        if (!Succeeds(Python, "-c", "import libtorrent") || !Succeeds("openssl", "version"))
        {
            Console.WriteLine("skipped: no libtorrent binding in /usr/bin/python3, or no openssl");
            return;
        }

        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 3_000_000);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")] });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var port = FreePort();
        var (talk, parcel) = await CodeStranger.EnterAsync(sender.Snapshot().Code, engine.ListeningOn[0], key, port);
        using var line = talk;
        await File.WriteAllBytesAsync(Path.Combine(pair.Folder, "x.torrent"), parcel.Torrent.ToArray());
        await File.WriteAllTextAsync(Path.Combine(pair.Folder, "cert.pem"), PemEncoding.WriteString("CERTIFICATE", parcel.Leaf.Span));
        await File.WriteAllTextAsync(Path.Combine(pair.Folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        Assert.True(Succeeds("openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", Path.Combine(pair.Folder, "dh.pem")));

        using var libtorrent = Process.Start(new ProcessStartInfo(
            "timeout", ["--kill-after=1", "50", Python, "-c", Script, pair.Folder, $"{port}", $"{engine.ListeningOn[0].Port}"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        List<string> said = [];
        while (said is not [.., "seeding"] && await libtorrent.StandardOutput.ReadLineAsync() is { } told) said.Add(told);
        Assert.True(said is [.., "seeding"], string.Join('\n', said.Take(60)));
        Assert.Equal(content, await File.ReadAllBytesAsync(Directory.EnumerateFiles(Path.Combine(pair.Folder, "out"), "0000000", SearchOption.AllDirectories).Single()));

        // The sender hardly sends any more: the next receiver has it from libtorrent, of which the sender told it.
        while (sender.Snapshot().UploadedBytes < content.Length) await Task.Delay(20);   // figures follow once a second
        var sentToOne = sender.Snapshot().UploadedBytes;
        engine.SetLimits(download: 0, upload: 32 * 1024);
        var places = await pair.ReceiveAllAsync(await pair.ReceiveAsync(sender.Snapshot().Code, engine));

        Assert.Equal(content, await File.ReadAllBytesAsync(places[0]));
        Assert.InRange(sender.Snapshot().UploadedBytes - sentToOne, 0, content.Length / 2);
        libtorrent.StandardInput.Close();   // the end of its input ends it
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
            return process is not null && process.WaitForExit(TimeSpan.FromSeconds(20)) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
