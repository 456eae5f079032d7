using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Codes;

/// <summary>The receiver's screen: names and sizes before the yes, then one bar and whom the pieces come from.</summary>
internal sealed class TextReceiveReport(CommandEnvironment environment) : IReceiveReport
{
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(10);

    private readonly Painter? _painter = environment.ErrorIsTerminal ? new Painter(environment.Error, environment.Width) : null;
    private readonly long _began = environment.Time.GetTimestamp();
    private long _told = environment.Time.GetTimestamp();

    public void Show(CodeReceiverSnapshot now)
    {
        if (_painter is not null)
        {
            _painter.Paint(ReceiveView.Lines(now, environment.Width() - 1));
            return;
        }

        if (environment.Time.GetElapsedTime(_told) < LogPeriod) return;
        _told = environment.Time.GetTimestamp();
        environment.Error.WriteLine("shoal receive: " + ReceiveView.Lines(now, 120)[0].Trim());
    }

    public void Clear() => _painter?.Clear();

    public void Offered(CodeReceiverSnapshot now, CodeManifest manifest)
    {
        var from = now.Sender is { } sender ? $" from {sender.Address} ({SendView.Where(now.SenderReach)})" : "";
        environment.Error.WriteLine($"Offered{from}: {OfferView.Summary(manifest)}");
        if (manifest.Kind == CodeContentKind.Files)
            foreach (var line in OfferView.Names(manifest, environment.Width() - 1)) environment.Error.WriteLine(line);
    }

    public void Text(string text)
    {
        foreach (var line in text.Split('\n')) environment.Out.WriteLine(TerminalText.Escape(line.TrimEnd('\r')));
    }

    public void Received(IReadOnlyList<string> places, CodeReceiverSnapshot last)
    {
        foreach (var place in places) environment.Out.WriteLine(TerminalText.Escape(place));
        environment.Error.WriteLine($"Received {ByteCount.Show(last.TotalBytes)} in {Duration.Show(environment.Time.GetElapsedTime(_began))}.");
    }
}
