namespace Shoal.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("get", "--help")]
    [InlineData("seed", "--help")]
    [InlineData("create", "--help")]
    [InlineData("show", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("tracker", "--help")]
    [InlineData("doctor", "--help")]
    [InlineData("--help")]
    [InlineData()]
    public async Task Help_names_the_options_and_the_exit_codes(params string[] args)
    {
        var run = await ShoalRun.Of(args);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains("Usage:", run.Out, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("shoal: 'frobnicate' is not a command.", "shoal", "frobnicate")]
    [InlineData("shoal get: unknown option '--frobnicate'.", "shoal get", "get", "--frobnicate")]
    [InlineData("shoal show: unknown option '--frobnicate'.", "shoal show", "show", "--frobnicate", "x.torrent")]
    [InlineData("shoal show: unexpected argument 'b'.", "shoal show", "show", "a", "b")]
    [InlineData("shoal get: '--down': 'fast' is not a number of bytes like 500K, 2M or 1.5MiB.", "shoal get", "get", "x", "--down", "fast")]
    [InlineData("shoal get: '--peer': 'x' is not a host and port like 192.0.2.7:6881 or [2001:db8::7]:6881.", "shoal get", "get", "x", "--peer", "x")]
    [InlineData("shoal get: '--listen': 'x' is not an address and port like 0.0.0.0:6881 or [::]:6881.", "shoal get", "get", "x", "--listen", "x")]
    [InlineData("shoal get: '--ratio': 'lots' is not a number like 1 or 2.5.", "shoal get", "get", "x", "--ratio", "lots")]
    [InlineData(@"shoal: '\x1b[2Jevil' is not a command.", "shoal", "\x1b[2Jevil")]
    public async Task Wrong_usage_gets_one_clear_line_and_a_pointer_to_the_help(string line, string verb, params string[] args)
    {
        var run = await ShoalRun.Of(args);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal($"{line}\nSee '{verb} --help'.\n", run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("seed")]
    [InlineData("create")]
    [InlineData("show")]
    [InlineData("verify")]
    public async Task A_verb_without_its_argument_says_what_is_missing(string verb)
    {
        var run = await ShoalRun.Of(verb);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.StartsWith($"shoal {verb}: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith($"\nSee 'shoal {verb} --help'.\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_failure_told_in_one_line()
    {
        var run = await ShoalRun.Of("get", "/nowhere/x.torrent");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Equal(
            "shoal get: /nowhere/x.torrent: there is no such file; give a .torrent file, a magnet link or a web address.\n", run.Error);
    }
}
