using System.Net;
using System.Text.Json.Nodes;

namespace Shoal.Interop.Clients;

/// <summary>qbittorrent-nox, driven by its Web API on a loopback port.</summary>
internal sealed class QBittorrentClient(string scratch) : Client(scratch)
{
    private readonly IPEndPoint _webAddress = Workspace.FreeEndPoint(IPAddress.Loopback);
    private JsonHttp? _web;

    private JsonHttp Web => _web ??= new JsonHttp(_webAddress);

    protected override RunningProgram Launch(Job job)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Home, "qBittorrent", "config")).FullName;
        File.WriteAllText(Path.Combine(folder, "qBittorrent.conf"), $"""
            [LegalNotice]
            Accepted=true
            [BitTorrent]
            Session\Port={job.Listen.Port}
            Session\Interface=lo
            Session\InterfaceName=lo
            Session\InterfaceAddress={job.Listen.Address}
            Session\DHTEnabled=false
            Session\LSDEnabled=false
            Session\PeXEnabled=false
            Session\BTProtocol=TCP
            Session\QueueingSystemEnabled=false
            Session\MultiConnectionsPerIp=true
            Session\GlobalMaxRatio=-1
            Session\ReannounceWhenAddressChanged=false
            [Network]
            PortForwardingEnabled=false
            [Preferences]
            WebUI\Address=127.0.0.1
            WebUI\Port={_webAddress.Port}
            WebUI\LocalHostAuth=false
            WebUI\UseUPnP=false
            WebUI\CSRFProtection=false
            WebUI\HostHeaderValidation=false

            """);
        return new RunningProgram(Programs.PathOf("qbittorrent-nox"), [$"--profile={Home}"], job.Lifetime, Home);
    }

    protected override async Task AddAsync(Job job)
    {
        await UntilAsync(() => AddTorrentAsync(job), TimeSpan.FromSeconds(60), "taken");
        await UntilAsync(async () => await Web.GetAsync("api/v2/torrents/info") is JsonArray { Count: > 0 }, TimeSpan.FromSeconds(30), "listed");
        if (job.Peer is null) return;

        var hash = (await Web.GetAsync("api/v2/torrents/info"))[0]!["hash"]!.GetValue<string>();
        using var form = new FormUrlEncodedContent([new("hashes", hash), new("peers", job.Peer.ToString())]);
        await Web.PostFormAsync("api/v2/torrents/addPeers", form);
    }

    protected override async Task<bool> SaysCompleteAsync()
    {
        var torrent = (await Web.GetAsync("api/v2/torrents/info"))[0]!;
        return torrent["progress"]!.GetValue<double>() >= 1
            && torrent["state"]!.GetValue<string>() is "uploading" or "stalledUP" or "queuedUP" or "forcedUP";
    }

    protected override void DisposeCore() => _web?.Dispose();

    private async Task<bool> AddTorrentAsync(Job job)
    {
        using var form = new MultipartFormDataContent();
        if (job.Torrent.StartsWith("magnet:", StringComparison.Ordinal)) form.Add(new StringContent(job.Torrent), "urls");
        else form.Add(new ByteArrayContent(await File.ReadAllBytesAsync(job.Torrent)), "torrents", "x.torrent");
        form.Add(new StringContent(job.Directory), "savepath");
        form.Add(new StringContent("false"), "autoTMM");
        await Web.PostFormAsync("api/v2/torrents/add", form);
        return true;
    }
}
