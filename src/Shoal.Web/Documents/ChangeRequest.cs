namespace Shoal.Web.Documents;

/// <summary>Changes of a torrent; what is absent stays.</summary>
public sealed record ChangeRequest
{
    /// <summary>Bytes a second; 0 is no limit of its own.</summary>
    public long? DownLimit { get; init; }
    public long? UpLimit { get; init; }
    public bool? IsSequential { get; init; }

    /// <summary>Moves the data there.</summary>
    public string? Directory { get; init; }

    /// <summary>Files wanted, by index; the others are left out.</summary>
    public IReadOnlyList<int>? Files { get; init; }

    /// <summary>Replaces the labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Replaces what it is to give.</summary>
    public GoalsDocument? Goals { get; init; }

    /// <summary>True: it never waits in the queue, and goes on if it was paused.</summary>
    public bool? IsForced { get; init; }
}
