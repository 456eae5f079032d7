namespace Shoal.Core.Extensions;

/// <summary>What a message did to a <see cref="MetadataDownload"/>.</summary>
public enum MetadataProgress
{
    /// <summary>It was not asked for, came too late, or came from a liar.</summary>
    Ignored,

    /// <summary>A block was kept, or a refusal noted.</summary>
    Taken,

    /// <summary>All blocks were here and their hash was wrong: it begins again.</summary>
    Mismatch,

    /// <summary>The info dictionary is whole and its hash is right.</summary>
    Complete,
}
