using System.Net;
using System.Net.Sockets;

namespace Shoal.Interop.WebSeeds;

/// <summary>nginx on loopback, serving a folder as it does by default: ranges, connections that stay open.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private const int PollsMax = 200;

    private readonly RunningProgram _program;
    private readonly IPEndPoint _address;
    private readonly string _log;

    private NginxServer(RunningProgram program, IPEndPoint address, string log) => (_program, _address, _log) = (program, address, log);

    public string Url => $"http://{_address}/";

    /// <summary>Requests answered so far, a line each: status and target.</summary>
    public IReadOnlyList<string> Requests => File.ReadAllLines(_log);

    public static async Task<NginxServer> StartAsync(string home, string folder, IPAddress? listenOn = null)
    {
        var address = Workspace.FreeEndPoint(listenOn ?? IPAddress.Loopback);
        Directory.CreateDirectory(home);
        var log = Path.Combine(home, "access.log");
        var settings = Path.Combine(home, "nginx.conf");
        await File.WriteAllTextAsync(settings, $$"""
            daemon off;
            master_process off;
            pid {{home}}/nginx.pid;
            error_log {{home}}/error.log;
            events { worker_connections 256; }
            http {
              log_format short '$status $request';
              access_log {{log}} short;
              client_body_temp_path {{home}}/t1; proxy_temp_path {{home}}/t2; fastcgi_temp_path {{home}}/t3; uwsgi_temp_path {{home}}/t4; scgi_temp_path {{home}}/t5;
              server { listen {{address}}; root "{{folder}}"; }
            }
            """);
        var server = new NginxServer(new RunningProgram("nginx", ["-c", settings, "-e", Path.Combine(home, "error.log")], TimeSpan.FromMinutes(3), home), address, log);
        await server.UntilItListensAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private async Task UntilItListensAsync()
    {
        for (var polls = 0; polls < PollsMax && !_program.HasExited; polls++)
        {
            try
            {
                using var socket = new Socket(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(_address);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);   // it does not listen yet
            }
        }

        throw new TimeoutException($"nginx does not listen: {_program.Story}");
    }
}
