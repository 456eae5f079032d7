namespace Shoal.Fuzz;

/// <summary>An input a parser could not stand.</summary>
/// <param name="Target">Which parser.</param>
/// <param name="Input">Exactly these bytes; a test case is made of them.</param>
/// <param name="What">The exception, or which limit was broken.</param>
internal sealed record FuzzFinding(string Target, byte[] Input, string What)
{
    private const int MaxHexBytes = 512;

    public override string ToString() => $"""
        FOUND in {Target}: {What}
          {Input.Length} bytes; {(Input.Length <= MaxHexBytes ? "hex " + Convert.ToHexString(Input) : "base64 " + Convert.ToBase64String(Input))}
        """;
}
