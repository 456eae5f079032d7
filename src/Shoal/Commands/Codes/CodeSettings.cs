using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Codes;

/// <summary>What <see cref="CodeOptions"/> say.</summary>
internal sealed record CodeSettings(
    IReadOnlyList<string> Trackers, IReadOnlyList<HostPort> Peers, string StateRoot, bool IsJson, EngineOptions Engine);
