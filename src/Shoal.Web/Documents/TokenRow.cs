namespace Shoal.Web.Documents;

/// <summary>A token that a program shows.</summary>
/// <param name="Id">For revoking it.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Scope">"read" sees everything and changes nothing; "all" does what the UI does, but makes no tokens and sets no password.</param>
/// <param name="Created">Unix seconds.</param>
/// <param name="Used">When it was last shown since the daemon's start, in Unix seconds; 0 if it was not.</param>
public sealed record TokenRow(string Id, string Name, string Scope, long Created, long Used);
