using Microsoft.AspNetCore.Mvc;
using Shoal.Web.Documents;

namespace Shoal.Web.Api;

/// <summary>The fields of an <see cref="AddRequest"/> as they stand in a query, beside a .torrent file.</summary>
internal sealed record AddQuery
{
    [FromQuery(Name = "directory")] public string? Directory { get; init; }
    [FromQuery(Name = "paused")] public bool? IsPaused { get; init; }
    [FromQuery(Name = "sequential")] public bool? IsSequential { get; init; }
    [FromQuery(Name = "whole")] public bool? IsWhole { get; init; }
    [FromQuery(Name = "label")] public string[]? Labels { get; init; }
    [FromQuery(Name = "only")] public string[]? Only { get; init; }
    [FromQuery(Name = "peer")] public string[]? Peers { get; init; }
    [FromQuery(Name = "tracker")] public string[]? Trackers { get; init; }
    [FromQuery(Name = "webSeed")] public string[]? WebSeeds { get; init; }

    public AddRequest ToRequest() => new()
    {
        Link = "",
        Directory = Directory,
        IsPaused = IsPaused ?? false,
        IsSequential = IsSequential ?? false,
        IsWhole = IsWhole ?? false,
        Labels = Labels,
        Only = Only,
        Peers = Peers,
        Trackers = Trackers,
        WebSeeds = WebSeeds,
    };
}
