using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Shoal.Interop.Clients;

/// <summary>transmission-daemon, driven by its RPC. It refuses to dial loopback addresses: the other side must dial it.</summary>
internal sealed class TransmissionClient(string scratch) : Client(scratch)
{
    private readonly IPEndPoint _rpcAddress = Workspace.FreeEndPoint(IPAddress.Loopback);
    private JsonHttp? _rpc;

    public override bool DialsLoopback => false;

    public override bool MakesEmptyFiles => false;

    private JsonHttp Rpc => _rpc ?? throw new InvalidOperationException("not started");

    protected override RunningProgram Launch(Job job)
    {
        _rpc = new JsonHttp(_rpcAddress, job.Host);
        var isV6 = job.Listen.AddressFamily == AddressFamily.InterNetworkV6;
        var settings = new JsonObject
        {
            ["rpc-bind-address"] = "127.0.0.1",
            ["rpc-port"] = _rpcAddress.Port,
            ["rpc-host-whitelist-enabled"] = false,
            ["bind-address-ipv4"] = isV6 ? "0.0.0.0" : job.Listen.Address.ToString(),
            ["bind-address-ipv6"] = isV6 ? job.Listen.Address.ToString() : "fe80::",
            ["peer-port"] = job.Listen.Port,
            ["dht-enabled"] = false,
            ["lpd-enabled"] = job.FindsLocally,
            ["pex-enabled"] = job.ExchangesPeers,
            ["utp-enabled"] = false,
            ["port-forwarding-enabled"] = false,
            ["peer-limit-per-torrent"] = 50,
            ["encryption"] = 0,
            ["rename-partial-files"] = true,
        };
        File.WriteAllText(Path.Combine(Home, "settings.json"), settings.ToJsonString());
        return Run(job, Programs.PathOf("transmission-daemon"), ["--foreground", "--config-dir", Home, "--log-error"]);
    }

    protected override Task AddAsync(Job job) => UntilAsync(
        async () =>
        {
            var arguments = new JsonObject { ["download-dir"] = job.Directory };
            if (job.Torrent.StartsWith("magnet:", StringComparison.Ordinal)) arguments["filename"] = job.Torrent;
            else arguments["metainfo"] = Convert.ToBase64String(await File.ReadAllBytesAsync(job.Torrent));
            var answer = await CallAsync("torrent-add", arguments);
            return answer["result"]?.GetValue<string>() == "success" ? true : throw new InvalidOperationException(answer.ToJsonString());
        },
        TimeSpan.FromSeconds(30),
        "taken");

    protected override async Task<bool> SaysCompleteAsync()
    {
        var answer = await CallAsync("torrent-get", new JsonObject { ["fields"] = new JsonArray("percentDone", "status", "errorString") });
        const int seeding = 6;
        return answer["arguments"]?["torrents"]?[0] is { } torrent
            && torrent["percentDone"]!.GetValue<double>() >= 1
            && torrent["status"]!.GetValue<int>() == seeding;
    }

    protected override void DisposeCore() => _rpc?.Dispose();

    private Task<JsonNode> CallAsync(string method, JsonObject arguments) =>
        Rpc.PostAsync("transmission/rpc", new JsonObject { ["method"] = method, ["arguments"] = arguments });
}
