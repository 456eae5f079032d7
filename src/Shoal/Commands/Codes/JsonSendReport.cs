using Shoal.Engine.Sessions;

namespace Shoal.Commands.Codes;

/// <summary>Tells a program: one event a line.</summary>
internal sealed class JsonSendReport(CommandEnvironment environment) : ISendReport
{
    private readonly Dictionary<int, CodeReceiverState> _told = [];
    private string _code = string.Empty;

    public void Show(CodeSenderSnapshot now)
    {
        if (now.Code != _code)
        {
            _code = now.Code;
            CodeEvents.Write(environment.Out, "code", json =>
            {
                json.WriteString("code", now.Code);
                json.WriteString("link", now.Link);
                json.WriteString("expires", now.ExpiresAt);
            });
        }

        foreach (var receiver in now.Receivers)
        {
            if (_told.TryGetValue(receiver.Id, out var told) && told == receiver.State) continue;
            _told[receiver.Id] = receiver.State;
            CodeEvents.Write(environment.Out, "receiver", json =>
            {
                json.WriteNumber("id", receiver.Id);
                json.WriteString("name", receiver.Name);
                json.WriteString("address", receiver.Address.ToString());
                json.WriteString("state", CodeEvents.Name(receiver.State.ToString()));
                json.WriteNumber("doneBytes", receiver.DoneBytes);
            });
        }
    }

    public void Note(string text) => environment.Error.WriteLine("shoal send: " + text);

    public void End(CodeSenderSnapshot last)
    {
        Show(last);
        CodeEvents.Write(environment.Out, "end", json =>
        {
            json.WriteString("reason", last.Ended ?? "stopped");
            json.WriteNumber("uploadedBytes", last.UploadedBytes);
            json.WriteNumber("hashedBytes", last.NewlyHashedBytes);
        });
    }
}
