using System.CommandLine;
using System.Net;
using Shoal.Commands.Doctor;
using Shoal.Commands.Documents;
using Shoal.Commands.Transfers;
using Shoal.Engine.Sessions;

namespace Shoal.Commands;

/// <summary><c>shoal doctor</c>: looks at everything that stands between this computer and others, and says what to do.</summary>
internal static class DoctorCommand
{
    /// <summary>Time given to routers and the DHT before what is known is told.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>Time for our own packets to come back.</summary>
    private static readonly TimeSpan EchoPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    public static Command Build(CommandEnvironment environment)
    {
        var listen = CommonOptions.Listen(environment);
        var state = CommonOptions.State();
        var json = CommonOptions.Json();
        var command = new Command(
            "doctor", "Look at what stands between this computer and others, and say what to do. Exit code 0: nothing is in the way; 1: something is.")
        {
            listen, state, json,
        };
        var discovery = new DiscoveryFlags();
        discovery.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var root = parsed.GetValue(state) ?? environment.DefaultStateDirectory;
            var options = new EngineOptions { Discovery = discovery.Read(parsed, root) }.ListeningOn(parsed.GetValue(listen));
            return RunAsync(options, root, parsed.GetValue(json), environment, cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(EngineOptions options, string stateRoot, bool json, CommandEnvironment environment, CancellationToken cancel)
    {
        var isConfined = options.ListenOn.Count > 0 && options.ListenOn.All(address => IPAddress.IsLoopback(address.Address));
        var interfaces = NetworkFindings.OfSystem();
        var canReachOthers = !isConfined && NetworkFindings.IsOnline(interfaces);
        var findings = new List<Finding>(NetworkFindings.Of(interfaces, isConfined));
        IReadOnlyList<string> listening = [], external = [];
        try
        {
            var engine = await ShoalEngine.StartAsync(options, cancel: cancel).ConfigureAwait(false);
            await using (engine.ConfigureAwait(false))
            {
                using var probe = engine.ProbeLocalNetwork();
                findings.AddRange(await ListeningFindings.OfAsync(engine.ListeningOn, cancel).ConfigureAwait(false));
                await SettleAsync(engine, canReachOthers, environment.Time, cancel).ConfigureAwait(false);
                findings.AddRange(EngineFindings.OfPortMapping(engine.PortMappings, [.. interfaces.SelectMany(way => way.Addresses)]));
                findings.Add(EngineFindings.OfAddress(engine.ExternalAddresses));
                findings.AddRange(EngineFindings.OfDht(engine.Dht, canReachOthers));
                findings.AddRange(EngineFindings.OfLocal(engine.LocalDiscovery));
                (listening, external) = ([.. engine.ListeningOn.Select(address => address.ToString())], [.. engine.ExternalAddresses.Select(address => address.ToString())]);
            }
        }
        catch (IOException fault)
        {
            findings.Add(new Finding("listening", FindingState.Fail, fault.Message, "If it is another Shoal that runs there, all is well: ask that one, or choose another port with --listen."));
        }

        findings.Add(StateFindings.Of(stateRoot));
        var worst = findings.Max(finding => finding.State);
        if (json) environment.Out.WriteLine(ShoalJson.Document(DocumentOf(findings, worst, canReachOthers, listening, external)));
        else Write(environment.Out, findings, worst);
        return worst == FindingState.Fail ? ExitCode.Failure : ExitCode.Ok;
    }

    // What is slow, routers and the DHT, gets its time; what has answered is not waited for.
    private static async Task SettleAsync(ShoalEngine engine, bool canReachOthers, TimeProvider time, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        var tried = engine.PortMappingTriedAsync(cancel);
        while (time.GetElapsedTime(begun) is var waited && waited < Patience)
        {
            var hasEchoes = waited > EchoPatience || engine.LocalDiscovery is null || engine.LocalDiscovery.Interfaces.All(way => way.Problem is not null || way.PacketsReceived > 0);
            var hasNodes = !canReachOthers || engine.Dht is null || engine.Dht.Nodes.Any(node => node.GoodNodes > 0);
            if (hasEchoes && hasNodes && tried.IsCompleted) return;
            await Task.Delay(LookPeriod, time, cancel).ConfigureAwait(false);
        }
    }

    private static DoctorDocument DocumentOf(
        List<Finding> findings, FindingState worst, bool isOnline, IReadOnlyList<string> listening, IReadOnlyList<string> external) => new()
    {
        State = DoctorDocument.Word(worst),
        IsOnline = isOnline,
        Listening = listening,
        ExternalAddresses = external,
        Findings = [.. findings.Select(finding => new FindingDocument(finding.Area, DoctorDocument.Word(finding.State), finding.What, finding.Advice))],
    };

    private static void Write(TextWriter output, List<Finding> findings, FindingState worst)
    {
        foreach (var finding in findings)
        {
            output.WriteLine($"{DoctorDocument.Word(finding.State),-4}  {finding.Area,-13}  {finding.What}");
            if (finding.Advice is { } advice) output.WriteLine($"                     -> {advice}");
        }

        output.WriteLine(worst switch
        {
            FindingState.Fail => "Something is in the way; see above what to do.",
            FindingState.Warn => "It works; what is marked 'warn' would help others to reach you.",
            _ => "Nothing is in the way.",
        });
    }
}
