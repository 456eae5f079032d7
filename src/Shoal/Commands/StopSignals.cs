using System.Runtime.InteropServices;

namespace Shoal.Commands;

/// <summary>Turns Ctrl-C and SIGTERM into an orderly stop; the second one ends the process at once, unless a command asked first.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
    ];

    /// <summary>What SIGHUP does instead of stopping, while a command has something to read again.</summary>
    public static Action? Hangup { get; set; }

    /// <summary>What the second Ctrl-C does instead of ending the process, while a command has asked a person whether it is meant.</summary>
    public static Action? Insisted { get; set; }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGHUP && Hangup is { } reload)
        {
            reload();
            return;
        }

        var received = Interlocked.Increment(ref _received);
        if (received == 2 && Insisted is { } stop) stop();
        else if (received > 1) Environment.Exit(ExitCode.Interrupted);
        else _stop.Cancel();
    }
}
