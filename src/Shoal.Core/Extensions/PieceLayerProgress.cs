namespace Shoal.Core.Extensions;

/// <summary>What hashes did to a <see cref="PieceLayerDownload"/>.</summary>
public enum PieceLayerProgress
{
    /// <summary>They were not asked for, or are here already.</summary>
    Ignored,

    /// <summary>They are proven and kept.</summary>
    Taken,

    /// <summary>They do not lead up to the root: ban the peer.</summary>
    Lie,

    /// <summary>All layers are here.</summary>
    Complete,
}
