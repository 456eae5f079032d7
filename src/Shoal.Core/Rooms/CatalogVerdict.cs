namespace Shoal.Core.Rooms;

/// <summary>What became of a page.</summary>
public enum CatalogVerdict
{
    /// <summary>It was taken; nothing more is known to be new.</summary>
    Whole,

    /// <summary>It was taken, and there is more to ask for.</summary>
    More,

    /// <summary>It answers an older question, and was left alone.</summary>
    Late,

    /// <summary>It breaks a limit: its sender is to be parted with.</summary>
    Abuse,
}
