namespace Shoal.Commands.Doctor;

/// <summary>One thing the doctor looked at.</summary>
/// <param name="Area">What it belongs to: network, listening, port mapping ...</param>
/// <param name="State">How it stands.</param>
/// <param name="What">In one line.</param>
/// <param name="Advice">What to do, where something can be done; null else.</param>
internal sealed record Finding(string Area, FindingState State, string What, string? Advice = null);
