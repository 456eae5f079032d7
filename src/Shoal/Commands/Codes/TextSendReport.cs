using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Codes;

/// <summary>The sender's screen: the code once on standard output, then a line for each receiver, repainted on a terminal.</summary>
internal sealed class TextSendReport(CommandEnvironment environment, bool drawsQr, SendCode request) : ISendReport
{
    private readonly Painter? _painter = environment.ErrorIsTerminal ? new Painter(environment.Error, environment.Width) : null;
    private readonly Dictionary<int, CodeReceiverState> _told = [];
    private string _code = string.Empty;

    public void Show(CodeSenderSnapshot now)
    {
        if (now.Code != _code) TellCode(now);
        foreach (var receiver in now.Receivers)
        {
            if (receiver.State == CodeReceiverState.Connected) continue;   // over before anybody reads it
            if (_told.TryGetValue(receiver.Id, out var told) && told == receiver.State) continue;
            _told[receiver.Id] = receiver.State;
            if (_painter is null) Note(SendView.Line(receiver, now, 200));
        }

        _painter?.Paint(SendView.Lines(now, environment.Width() - 1, environment.Time.GetUtcNow()));
    }

    public void Note(string text)
    {
        if (_painter is not null) _painter.Print(text);
        else environment.Error.WriteLine("shoal send: " + text);
    }

    public void End(CodeSenderSnapshot last)
    {
        Show(last);
        _painter?.Clear();
        foreach (var receiver in last.Receivers)
            if (_painter is not null) environment.Error.WriteLine(SendView.Line(receiver, last, 200));
        if (last.Ended is { } why) environment.Error.WriteLine(TerminalText.Escape(why));
    }

    private void TellCode(CodeSenderSnapshot now)
    {
        _painter?.Clear();
        if (_code.Length > 0) environment.Out.WriteLine("Five wrong guesses: that code is dead. Tell the others the new one.");
        _code = now.Code;
        foreach (var line in SendView.Code(now, request)) environment.Out.WriteLine(line);
        if (!drawsQr || _painter is null) return;
        foreach (var line in QrView.Lines(now.Link, environment.Width() - 1, environment.UseColor)) environment.Error.WriteLine(line);
    }
}
