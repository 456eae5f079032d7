namespace Shoal.Core.WebSeeds;

/// <summary>What an answer of a web seed is good for.</summary>
public enum WebSeedVerdict
{
    /// <summary>The bytes asked for follow, perhaps after others.</summary>
    Serves,

    /// <summary>It has not got this file, or another one under its name, or will not give parts of it.</summary>
    Lacks,

    /// <summary>It is busy or broken: to be asked again later.</summary>
    Later,
}
