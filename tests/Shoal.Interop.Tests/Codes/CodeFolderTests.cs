using System.Diagnostics;
using Xunit.Abstractions;

namespace Shoal.Interop.Codes;

/// <summary>What people send: one large file, many small ones, a pipe; by the program, over loopback.</summary>
public sealed class CodeFolderTests(ITestOutputHelper output) : IDisposable
{
    private readonly Workspace _room = new(needBytes: 4L << 30);

    public void Dispose() => _room.Dispose();

    [NeedsFact(Programs.Shoal)]
    public async Task A_thousand_small_files_arrive() => await SendAsync(Tree.MakeSmallFiles(_room.Folder("source"), 1_000));

    [NeedsFact(Programs.Shoal, Programs.LongRun)]
    public async Task Fifty_thousand_small_files_go_at_a_third_of_the_rate_of_one_large_file()
    {
        var small = Tree.MakeSmallFiles(_room.Folder("source"), 50_000);
        var bytes = new DirectoryInfo(small).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        var large = Tree.MakeFile(_room.Folder("large"), "large.bin", bytes);
        await SendAsync(large);

        var (one, many) = (await SendAsync(large), await SendAsync(small));

        output.WriteLine($"{bytes / 1e6:0} MB: one file {one.TotalSeconds:0.00} s, 50,000 files {many.TotalSeconds:0.00} s");
        Assert.True(many < 3 * one + TimeSpan.FromSeconds(2), $"one file {one.TotalSeconds:0.00} s, 50,000 files {many.TotalSeconds:0.00} s");
    }

    private async Task<TimeSpan> SendAsync(string content)
    {
        var into = _room.File("in");
        if (Directory.Exists(into)) Directory.Delete(into, recursive: true);
        await using var send = CodeProgram.Send(_room, null, "--once", content);
        var code = await send.CodeAsync();
        var started = Stopwatch.GetTimestamp();
        await using var receive = CodeProgram.Receive(_room, null, code, "-o", into);
        await receive.SucceedAsync();
        var taken = Stopwatch.GetElapsedTime(started);
        await send.SucceedAsync();
        Tree.AssertSame(content, Path.Combine(into, Path.GetFileName(content)));
        return taken;
    }
}
