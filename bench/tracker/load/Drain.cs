using System.Diagnostics;
using System.Globalization;
using Shoal.Core.Trackers;

namespace Shoal.TrackerLoad;

/// <summary>
/// How fast a tracker's threads are side by side, with the one who asks out of the way: the tracker is held, its sockets are filled, and it
/// is let go while nobody asks. The thread that took longest, by its own processor time, says how long it would take on cores that are free.
/// </summary>
internal sealed class Drain(LoadOptions options)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private const int QuietLooks = 4;

    private readonly Datagrams[] _lines = [.. Enumerable.Range(0, options.Sockets).Select(_ => new Datagrams(options.Tracker))];
    private readonly Questions _questions = new(options);
    private readonly ServerThreads _server = new(options.Server);
    private long _answers;
    private long _lost;
    private TimeSpan _longest;
    private TimeSpan _all;
    private TimeSpan _wall;

    public void Run()
    {
        ulong[] ids = [.. _lines.Select(line => line.ConnectOnce())];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < options.Seconds;)
        {
            _server.Hold();
            try
            {
                for (var i = 0; i < options.Window; i++)
                {
                    var line = _lines[i % _lines.Length];
                    line.Queue(_questions.Announce(line.NextRequest(), (uint)i, ids[i % _lines.Length], out _));
                }

                foreach (var line in _lines) line.Flush();
            }
            finally
            {
                _server.LetGo();
            }

            Watch();
            var answers = _lines.Sum(Count);
            _answers += answers;
            _lost += options.Window - answers;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $$"""
        {"answers":{{_answers}},"lost":{{_lost}},"free_rate":{{_answers / _longest.TotalSeconds:F0}},"cpu_us":{{_all.TotalMicroseconds / Math.Max(1, _answers):F3}},"at_once":{{_all / _wall:F2}}}
        """);

    // Until no thread works any more.
    private void Watch()
    {
        var before = _server.Times();
        var clock = Stopwatch.StartNew();
        var (last, wall) = (before, TimeSpan.Zero);
        for (var quiet = 0; quiet < QuietLooks;)
        {
            Thread.Sleep(Look);
            var now = _server.Times();
            if (now.SequenceEqual(last)) quiet++;
            else (quiet, last, wall) = (0, now, clock.Elapsed);
        }

        TimeSpan[] spent = [.. last.Zip(before, (after, at) => after - at)];
        _longest += spent.Max();
        _all += spent.Aggregate((a, b) => a + b);
        _wall += wall;
    }

    private static int Count(Datagrams line)
    {
        var total = 0;
        while (line.Receive() is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                if (UdpReplyHead.TryRead(line.Received(i), out var head) && head.Action == UdpAction.Announce) total++;
            }
        }

        return total;
    }
}
