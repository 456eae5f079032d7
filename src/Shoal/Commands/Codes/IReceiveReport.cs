using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Codes;

/// <summary>Tells how receiving goes, to a person or to a program.</summary>
internal interface IReceiveReport
{
    /// <summary>Called several times a second while something is waited for.</summary>
    void Show(CodeReceiverSnapshot now);

    /// <summary>Nothing is waited for at the moment: the place is needed for a question.</summary>
    void Clear();
    void Offered(CodeReceiverSnapshot now, CodeManifest manifest);
    void Text(string text);
    void Received(IReadOnlyList<string> places, CodeReceiverSnapshot last);
}
