using Shoal.Engine.Sessions;

namespace Shoal.Commands.Codes;

/// <summary>Tells how sending goes, to a person or to a program.</summary>
internal interface ISendReport
{
    /// <summary>Called several times a second.</summary>
    void Show(CodeSenderSnapshot now);

    void Note(string text);

    /// <summary>The last word.</summary>
    void End(CodeSenderSnapshot last);
}
