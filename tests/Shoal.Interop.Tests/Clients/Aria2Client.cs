using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Shoal.Interop.Clients;

/// <summary>aria2c, driven by its command line and asked by its JSON-RPC. It learns peers from trackers only.</summary>
internal sealed class Aria2Client(string scratch) : Client(scratch)
{
    private readonly IPEndPoint _rpcAddress = Workspace.FreeEndPoint(IPAddress.Loopback);
    private JsonHttp? _rpc;

    protected override RunningProgram Launch(Job job) => new(
        Programs.PathOf("aria2c"),
        [
            "--no-conf", "--quiet", $"--dir={job.Directory}", $"--listen-port={job.Listen.Port}",
            $"--disable-ipv6={(job.Listen.AddressFamily == AddressFamily.InterNetworkV6 ? "false" : "true")}",
            "--enable-rpc", "--rpc-listen-all=false", $"--rpc-listen-port={_rpcAddress.Port}",
            "--enable-dht=false", "--enable-dht6=false", "--bt-enable-lpd=false", "--enable-peer-exchange=false",
            $"--check-integrity={(job.Seeds ? "true" : "false")}", "--seed-ratio=0.0", "--file-allocation=none",
            $"--dht-listen-port={Workspace.FreeEndPoint(IPAddress.Loopback).Port}",   // for UDP trackers, even with DHT off
            "--allow-overwrite=true", "--bt-request-peer-speed-limit=0", "--log=", job.Torrent,
        ],
        job.Lifetime,
        Home);

    protected override async Task<bool> SaysCompleteAsync()
    {
        _rpc ??= new JsonHttp(_rpcAddress);
        var answer = await _rpc.PostAsync("jsonrpc", new JsonObject { ["jsonrpc"] = "2.0", ["id"] = "1", ["method"] = "aria2.tellActive" });
        return answer["result"] is JsonArray { Count: > 0 } downloads
            && downloads.All(d => d!["seeder"]?.GetValue<string>() == "true" && d["verifiedLength"] is null);
    }

    protected override void DisposeCore() => _rpc?.Dispose();
}
