namespace Shoal.Engine.Codes;

/// <summary>What a guest has of its sender.</summary>
/// <param name="ExpiresAt">When the code ends.</param>
/// <param name="Sent">Told of bytes read.</param>
/// <param name="Finished">Told when the guest has everything.</param>
/// <param name="Left">Told when it goes.</param>
/// <param name="Stopped">The sender has stopped.</param>
internal sealed record GuestTies(DateTimeOffset ExpiresAt, Action<int> Sent, Action Finished, Action Left, CancellationToken Stopped);
