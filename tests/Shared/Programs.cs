using System.Diagnostics;

namespace Shoal.Interop;

/// <summary>Finds the programs that tests start, and says what to do when one is absent.</summary>
internal static class Programs
{
    /// <summary>The libtorrent binding of the system's own Python; not a program on the path.</summary>
    public const string Libtorrent = "libtorrent";

    /// <summary>The program under test: SHOAL_BIN, else what `./shoal` published in this tree.</summary>
    public const string Shoal = "shoal";

    /// <summary>Not a program: the hour-long rows, run with SHOAL_LONG=1.</summary>
    public const string LongRun = "long";

    /// <summary>Not a program: the right to mount a tmpfs, for tests of full and read-only disks.</summary>
    public const string Mounts = "mounts";

    /// <summary>Not a program: the right to make network namespaces, for tests with several computers.</summary>
    public const string Namespaces = "namespaces";

    /// <summary>WebTorrent in Node, from the npm registry; not a program on the path.</summary>
    public const string Webtorrent = "webtorrent";

    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> HasLibtorrent = new(() => Succeeds(Python, "-c", "import libtorrent"));
    private static readonly Lazy<bool> CanMount = new(() => Succeeds("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"));

    private static readonly Lazy<bool> CanMakeNamespaces = new(() => Succeeds("unshare", "--net", "ip", "link", "add", "shoal0", "type", "bridge"));

    public static bool IsLongRun => Environment.GetEnvironmentVariable("SHOAL_LONG") == "1";

    /// <summary>Why the first of the needs that cannot be met here cannot; null when all can.</summary>
    public static string? WhyAbsent(params string[] needs) => needs.Select(WhyAbsent).FirstOrDefault(why => why is not null);

    /// <summary>Why the need cannot be met here; null when it can.</summary>
    public static string? WhyAbsent(string need) => need switch
    {
        LongRun => IsLongRun ? null : "takes long: set SHOAL_LONG=1 to run it",
        Mounts => CanMount.Value ? null : "needs the right to mount a tmpfs: run it as root",
        Namespaces => CanMakeNamespaces.Value ? null : "needs the right to make network namespaces: run it as root, with iproute2",
        Shoal => FindShoal() is null ? "no shoal program: run ./shoal once, or set SHOAL_BIN" : null,
        Libtorrent => HasLibtorrent.Value ? null : "no libtorrent binding in /usr/bin/python3: install python3-libtorrent",
        Webtorrent => Find("node") is null ? "node is not installed" : NpmFolder is null ? "no webtorrent: run ./.ci/install-clients, or npm ci in tests/Shoal.Interop.Tests/Npm" : null,
        _ => Find(need) is null ? $"{need} is not installed" : null,
    };

    /// <summary>The folder of this tree with the npm packages that tests meet; null when they are not installed.</summary>
    public static string? NpmFolder => UpFromHere(Path.Combine("tests", "Shoal.Interop.Tests", "Npm", "node_modules", "webtorrent", "package.json")) is { } found
        ? Path.GetFullPath(Path.Combine(found, "..", "..", "..")) : null;

    /// <summary>Where a program is; throws when it is absent, so ask <see cref="WhyAbsent"/> first.</summary>
    public static string PathOf(string program) =>
        (program == Shoal ? FindShoal() : Find(program)) ?? throw new FileNotFoundException($"{program} is not installed");

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static string? FindShoal()
    {
        if (Environment.GetEnvironmentVariable("SHOAL_BIN") is { Length: > 0 } told) return File.Exists(told) ? told : null;
        return UpFromHere(Path.Combine("artifacts", "shoal", "shoal"));
    }

    private static string? UpFromHere(string path)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, path);
            if (File.Exists(file)) return file;
        }
        return null;
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            });
            return process is not null && process.WaitForExit(TimeSpan.FromSeconds(20)) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;   // the program itself is absent
        }
    }
}
