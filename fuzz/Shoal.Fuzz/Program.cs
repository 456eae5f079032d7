using System.Globalization;
using Shoal.Fuzz;
using Shoal.Fuzz.Targets;

// dotnet run -c Release --project fuzz/Shoal.Fuzz -- TARGET|all [--seconds N] [--count N] [--seed N] [--last FILE] [--replay HEX]
FuzzTarget[] targets =
[
    .. BencodeTargets.All, .. MetainfoTargets.All, .. TextTargets.All, .. WireTargets.All, .. ExtensionTargets.All, .. TrackerTargets.All,
    .. TrackerServerTargets.All, .. StateTargets.All, .. LocalTargets.All, .. CodeTargets.All, .. RoomTargets.All, .. PortMappingTargets.All, .. DhtTargets.All,
];

var chosen = args.Length == 0 ? [] : args[0] == "all" ? targets : targets.Where(t => t.Name == args[0]).ToArray();
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"usage: TARGET|all [--seconds N] [--count N] [--seed N] [--last FILE] [--replay HEX]\ntargets: {string.Join(' ', targets.Select(t => t.Name))}");
    return 2;
}

if (Option("--replay") is { } hex)
{
    Console.WriteLine($"outcome {chosen[0].Run(Convert.FromHexString(hex))}");
    return 0;
}

var seconds = double.Parse(Option("--seconds") ?? "10", CultureInfo.InvariantCulture);
var count = long.Parse(Option("--count") ?? $"{long.MaxValue}", CultureInfo.InvariantCulture);
var seed = int.Parse(Option("--seed") ?? "1", CultureInfo.InvariantCulture);
var found = 0;
foreach (var target in chosen)
{
    var run = new FuzzRun(target, seed) { LastInputFile = Option("--last") };
    run.For(TimeSpan.FromSeconds(seconds), count);
    Console.WriteLine($"{target.Name}: {run.Count:N0} inputs, {run.Outcomes:N0} outcomes, {run.Findings.Count} findings (seed {seed})");
    foreach (var finding in run.Findings) Console.WriteLine(finding);
    found += run.Findings.Count;
}

return found == 0 ? 0 : 1;

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
