using System.Text;

namespace Shoal.Core.Codes;

/// <summary>What both sides of a code know and nobody else: its words, or the key of its link.</summary>
public sealed class CodeSecret
{
    private readonly byte[] _bytes;

    private CodeSecret(CodeSecretKind kind, byte[] secret) => (Kind, _bytes) = (kind, [(byte)kind, .. secret]);

    public CodeSecretKind Kind { get; }

    /// <summary>What goes into the PAKE (PRS of CPace).</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public static CodeSecret OfWords(IEnumerable<string> words) => new(CodeSecretKind.Words, Encoding.ASCII.GetBytes(string.Join('-', words)));

    /// <summary>A room's password, as typed.</summary>
    public static CodeSecret OfPassword(string password) => new(CodeSecretKind.Password, Encoding.UTF8.GetBytes(password));

    /// <param name="key">The link's key, <see cref="CodeLink.KeyBytes"/> long.</param>
    public static CodeSecret OfLink(ReadOnlySpan<byte> key) => new(CodeSecretKind.Link, key.ToArray());
}
