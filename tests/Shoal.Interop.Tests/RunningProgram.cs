using System.Collections.Concurrent;
using System.Diagnostics;

namespace Shoal.Interop;

/// <summary>A program that a test started: it ends by itself after a while even if the test dies, and with the test in any case.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private const int LinesKept = 60;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly string _name;
    private bool _disposed;

    /// <param name="lifetime">After this the program is killed, whatever happens to the test.</param>
    public RunningProgram(string program, IEnumerable<string> arguments, TimeSpan lifetime, string? home = null)
    {
        _name = Path.GetFileName(program);
        var seconds = ((int)lifetime.TotalSeconds).ToString();
        var start = new ProcessStartInfo("timeout", ["--foreground", "--kill-after=2", seconds, program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (home is not null)
        {
            start.WorkingDirectory = home;
            foreach (var name in (string[])["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"])
                start.Environment[name] = home;
        }
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Its last lines, of both streams.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    /// <summary>What to print when it did something unexpected.</summary>
    public string Story => $"{_name} {(HasExited ? $"ended with {_process.ExitCode}" : "is still running")}; it said:\n  {string.Join("\n  ", _said)}";

    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using var cancel = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(cancel.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"after {deadline.TotalSeconds:0} s {Story}");
        }
        return _process.ExitCode;
    }

    /// <summary>Ctrl-C: it may end in its own way.</summary>
    public void Interrupt() => Process.Start("kill", ["-INT", _process.Id.ToString()]).WaitForExit();

    /// <summary>Gives it something to read.</summary>
    public void Type(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    /// <summary>SIGKILL, for it and what it started, at once.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>Runs a program to its end; its output, or an exception that tells the story.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, int expectedExitCode = 0)
    {
        await using var running = new RunningProgram(program, arguments, TimeSpan.FromMinutes(10));
        var code = await running.WaitForExitAsync(TimeSpan.FromMinutes(10));
        return code == expectedExitCode ? string.Join('\n', running.Said) : throw new InvalidOperationException(running.Story);
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        _said.Enqueue(line);
        while (_said.Count > LinesKept) _said.TryDequeue(out _);
    }
}
