namespace Shoal.Engine.Sessions;

/// <summary>A yes to an offer: where the files go.</summary>
public sealed record AcceptCode
{
    /// <summary>Folder that receives the files; made where it is missing.</summary>
    public required string Directory { get; init; }

    /// <summary>What happens to a name that is taken there. Default <see cref="CodeConflict.Fail"/>.</summary>
    public CodeConflict Conflicts { get; init; } = CodeConflict.Fail;
}
