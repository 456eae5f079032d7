namespace Shoal.Commands.Documents;

/// <summary>One thing the doctor looked at, in JSON.</summary>
/// <param name="Area">What it belongs to.</param>
/// <param name="State">off, ok, warn or fail.</param>
/// <param name="What">In one line.</param>
/// <param name="Advice">What to do; absent where nothing can be done.</param>
internal sealed record FindingDocument(string Area, string State, string What, string? Advice);
