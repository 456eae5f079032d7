using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Codes;

/// <summary>Tells a program: one event a line.</summary>
internal sealed class JsonReceiveReport(CommandEnvironment environment) : IReceiveReport
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromSeconds(1);

    private long _told;

    public void Show(CodeReceiverSnapshot now)
    {
        if (now.Phase != CodeReceiverPhase.Receiving || (_told != 0 && environment.Time.GetElapsedTime(_told) < ProgressPeriod)) return;
        _told = environment.Time.GetTimestamp();
        CodeEvents.Write(environment.Out, "progress", json =>
        {
            json.WriteNumber("doneBytes", now.DoneBytes);
            json.WriteNumber("totalBytes", now.TotalBytes);
            json.WriteNumber("resumedBytes", now.ResumedBytes);
            json.WriteNumber("rate", now.Rate);
            json.WriteNumber("peers", now.Peers.Count);
        });
    }

    public void Clear()
    {
    }

    public void Offered(CodeReceiverSnapshot now, CodeManifest manifest) => CodeEvents.Write(environment.Out, "offer", json =>
    {
        json.WriteString("sender", now.Sender?.ToString());
        json.WriteString("kind", CodeEvents.Name(manifest.Kind.ToString()));
        json.WriteNumber("totalBytes", manifest.TotalBytes);
        json.WriteStartArray("files");
        foreach (var entry in manifest.Entries.Where(entry => entry.Kind == CodeEntryKind.File))
        {
            json.WriteStartObject();
            json.WriteString("path", entry.Path);
            json.WriteNumber("bytes", entry.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public void Text(string text) => CodeEvents.Write(environment.Out, "text", json => json.WriteString("text", text));

    public void Received(IReadOnlyList<string> places, CodeReceiverSnapshot last) => CodeEvents.Write(environment.Out, "received", json =>
    {
        json.WriteNumber("totalBytes", last.TotalBytes);
        json.WriteNumber("resumedBytes", last.ResumedBytes);
        json.WriteStartArray("paths");
        foreach (var place in places) json.WriteStringValue(place);
        json.WriteEndArray();
    });
}
