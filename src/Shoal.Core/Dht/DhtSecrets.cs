namespace Shoal.Core.Dht;

/// <summary>All the chance and all the secrets a node takes; from a good source of randomness, never shared.</summary>
/// <param name="Key0">With <paramref name="Key1"/>: tokens, transaction ids, tables that strangers fill.</param>
/// <param name="Key1">The other half.</param>
/// <param name="Seed">Dice: random ids to refresh buckets with, which peers are told.</param>
public readonly record struct DhtSecrets(ulong Key0, ulong Key1, ulong Seed);
